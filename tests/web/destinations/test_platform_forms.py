"""The form of every platform, made from its schema."""

import pytest
from flask.testing import FlaskClient

from fsp.destinations.catalogue import PLATFORMS, platform_class
from fsp.models.destination import Destination
from fsp.stores import db
from tests.web.destinations.test_pages import ALL
from tests.web.forms import send

SECRETS = {"secret", "token", "user", "access_key_id", "secret_access_key"}
FILLED = {
    "folder": {"folder": "blog", "content": "site", "post_path": "{slug}.md", "image_folder": "images/{slug}"},
    "s3": {"endpoint": "https://s3.example", "bucket": "garden", "path_style": "yes", "region": "auto"},
    "sftp": {"host": "files.example", "port": "2222", "user": "ada", "folder": "www"},
    "git": {"repository": "git@git.example:ada/garden.git", "branch": "main", "committer": "FSP <fsp@x.example>"},
    "micropub": {"url": "https://ada.example", "content": "html", "reads": "no"},
    "newsletter": {"host": "mail.example", "port": "587", "sender": "a@b.example", "lists": "all@b.example"},
    "listmonk": {"url": "https://lists.example", "lists": "1", "template": "0"},
    "webhook": {"url": "https://hook.example", "ignores_repeats": "yes"},
}


@pytest.mark.parametrize("name", sorted(set(PLATFORMS) - {"site"}))
def test_every_platform_has_a_form(signed_in: FlaskClient, name: str) -> None:
    page = signed_in.get(f"{ALL}/new/{name}")

    assert page.status_code == 200
    assert 'name="argument-' in page.text


@pytest.mark.parametrize("name", sorted(FILLED))
def test_a_filled_form_becomes_a_destination(signed_in: FlaskClient, name: str) -> None:
    secrets = SECRETS & platform_class(name).CredentialsModel.model_fields.keys()
    fields = {f"argument-{field}": value for field, value in FILLED[name].items()}
    fields |= {f"secret-{field}": "a secret of twenty-eight" for field in secrets}

    answer = send(signed_in, f"{ALL}/new/{name}", name="Mine", after_late="hold", lateness_minutes="60", **fields)

    assert answer.status_code == 303, [line for line in answer.text.splitlines() if "✗" in line]
    stored = db.session.query(Destination).filter_by(platform=name).one()
    connected = platform_class(name).SettingsModel.model_validate(stored.settings)
    assert connected.model_dump(mode="json").items() >= stored.settings.items()
