"""Static files and published sites."""

from datetime import UTC, datetime

from flask.testing import FlaskClient

from fsp.extensions import db
from fsp.models.item import Item, ItemState
from fsp.publishing.publish_item import publish_item
from fsp.settings import Settings

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
