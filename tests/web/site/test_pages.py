"""Static files and published sites."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from fsp.content.media_names import media_address
from fsp.content.project_media import put_media
from fsp.content.revisions import add_current_revision
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.redirect import Redirect
from fsp.publishing.publish_item import publish_item
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def _publish(item: Item, settings: Settings) -> None:
    item.state = ItemState.SCHEDULED
    db.session.commit()
    publish_item(item.id, settings=settings, now=NOW)


def test_a_published_site_is_open_to_all(client: FlaskClient, garden: Item, settings: Settings) -> None:
    _publish(garden, settings)

    codes = {}
    for path in ("", "beans/", "feed.xml", "../x", "no/"):
        with client.get(f"/site/garden/{path}") as answer:
            codes[path] = (answer.status_code, answer.mimetype)

    html, missing = (200, "text/html"), (404, "text/html")
    feed = (200, "application/atom+xml")
    assert codes == {"": html, "beans/": html, "feed.xml": feed, "../x": missing, "no/": missing}


def test_a_folder_without_its_slash_leads_to_it(client: FlaskClient, garden: Item, settings: Settings) -> None:
    _publish(garden, settings)

    assert client.get("/site/garden/beans").location == "/site/garden/beans/"


def test_static_files_do_not_leave_their_folder(client: FlaskClient) -> None:
    with client.get("/static/fsp.css") as style:
        assert style.mimetype == "text/css"
    assert client.get("/static/../pyproject.toml").status_code == 404


def test_an_old_address_is_moved_for_good_and_a_missing_page_is_the_sites_own(
    client: FlaskClient, garden: Item, settings: Settings
) -> None:
    for path in ("2019/old", "old.html"):
        db.session.add(Redirect(project_id=garden.project_id, item_id=garden.id, path=path))
    _publish(garden, settings)

    answers = [client.get(f"/site/garden/{path}") for path in ("2019/old/", "old.html", "2019/old")]
    missing = client.get("/site/garden/none/")

    assert [(answer.status_code, answer.location) for answer in answers] == [(301, "/site/garden/beans/")] * 3
    assert (missing.status_code, "Page not found" in missing.text) == (404, True)
    for answer in (*answers, missing):
        answer.close()


def test_each_file_of_a_site_has_its_type(client: FlaskClient, garden: Item, settings: Settings) -> None:
    _publish(garden, settings)

    types = {}
    for name in ("feed.json", "sitemap.xml", "robots.txt", "404.html"):
        with client.get(f"/site/garden/{name}") as answer:
            types[name] = answer.mimetype

    assert types == {
        "feed.json": "application/feed+json",
        "sitemap.xml": "application/xml",
        "robots.txt": "text/plain",
        "404.html": "text/html",
    }


@pytest.mark.parametrize(
    ("name", "mimetype", "is_download"),
    [("plan.pdf", "application/pdf", False), ("code.py", "text/plain", False), ("plan.docx", None, True)],
)
def test_attachments_are_shown_or_downloaded_and_never_run(
    client: FlaskClient, garden: Item, settings: Settings, name: str, mimetype: str | None, is_download: bool
) -> None:
    media, _ = put_media(garden.project, name, b"<script>", settings=settings)
    add_current_revision(garden, f"[Plan]({name})", RevisionOrigin.PERSON)
    db.session.commit()
    _publish(garden, settings)

    with client.get(f"/site/garden/{media_address(name, media.sha256)}") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == (mimetype or media.media_type)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers.get("Content-Disposition", "").startswith("attachment") == is_download
