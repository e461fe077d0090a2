"""Projects in the API: listed, their settings changed, deleted and restored."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from fsp.content.project_media import put_media
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.settings import Settings
from tests.web.rows import row


def test_settings_are_read_and_changed_and_the_others_stay(program: FlaskClient, garden: Item) -> None:
    before = program.get("/api/projects").json["projects"]  # type: ignore[index]

    changed = program.patch("/api/projects/garden", json={"timezone": "Asia/Tokyo", "hasUnicodeSlugs": True}).json

    assert before[0]["platforms"] == ["site"]
    assert changed == {**before[0], "timezone": "Asia/Tokyo", "hasUnicodeSlugs": True}
    assert program.get("/api/projects/garden").json == changed
    project = row(select(Project))
    assert (project.timezone, project.has_unicode_slugs, project.title) == ("Asia/Tokyo", True, "Garden <b>")


def test_the_design_of_the_site_is_read_and_changed(program: FlaskClient, garden: Item, settings: Settings) -> None:
    image = io.BytesIO()
    Image.new("RGB", (90, 30), "red").save(image, "PNG")
    put_media(row(select(Project)), "logo.png", image.getvalue(), settings=settings)
    design = {
        "accent": "#AA2200",
        "logo": "logo.png",
        "footer": "*Ada*",
        "navigation": [{"label": "About", "address": "/about"}, {"label": "Code", "address": "https://example.org"}],
    }

    changed = program.patch("/api/projects/garden", json=design).json

    assert changed is not None
    assert {name: changed[name] for name in design} == {
        **design,
        "accent": "#aa2200",
        "navigation": [{"label": "About", "address": "about/"}, {"label": "Code", "address": "https://example.org"}],
    }
    assert program.patch("/api/projects/garden", json={"navigation": []}).json == {**changed, "navigation": []}
    assert changed["siteProblem"] == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"accent": "red"}, "#0b5394"),
        ({"logo": "none.png"}, "none.png"),
        ({"navigation": [{"label": "A", "address": "javascript:1"}]}, "javascript:1"),
        ({"footer": "x" * 2001}, "footer"),
        ({"timezone": "Berlin"}, "such as Europe/Berlin"),
        ({"language": "klingon?"}, "such as en or pt-BR"),
        ({"title": " "}, "title"),
        ({"slug": "new"}, "slug"),
        ({"platforms": ["site"]}, "platforms"),
    ],
)
def test_a_setting_that_cannot_be_used_says_why(
    program: FlaskClient, garden: Item, change: dict[str, object], said: str
) -> None:
    answer = program.patch("/api/projects/garden", json=change)

    assert answer.status_code == 422
    assert said in answer.text
    assert program.get("/api/projects/none").status_code == 404


def test_one_is_deleted_and_restored(program: FlaskClient, garden: Item) -> None:
    deleted, again = program.delete("/api/projects/garden"), program.delete("/api/projects/garden")
    restored, missing = program.post("/api/projects/garden/restore"), program.delete("/api/projects/nowhere")

    assert [answer.status_code for answer in (deleted, again, restored, missing)] == [200, 409, 200, 404]
    assert deleted.json["deletedAt"] is not None  # type: ignore[index]
    assert restored.json == {"slug": "garden", "title": "Garden <b>", "deletedAt": None}
