"""The overview, the site and health, on real stores."""

from datetime import UTC, datetime

import redis
from flask.testing import FlaskClient

from fsp.content.revisions import add_current_revision
from fsp.extensions import db
from fsp.models.item import Item, RevisionOrigin
from fsp.models.project import Project
from fsp.publishing.publish_item import publish_item
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings


def test_the_overview_shows_what_waits(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "reconcile-requests", {})

    page = signed_in.get("/")

    assert page.status_code == 200
    assert "As of" in page.text
    assert "No worker is running" in page.text


def test_a_poll_gets_only_the_part_that_changes(signed_in: FlaskClient) -> None:
    part = signed_in.get("/", headers={"HX-Request": "true"}).text

    assert "As of" in part
    assert "<html" not in part


def test_health_without_workers_is_unhealthy_and_says_why(signed_in: FlaskClient) -> None:
    answer = signed_in.get("/api/health")

    assert answer.status_code == 503
    assert answer.json is not None
    found = {part["name"]: part["status"] for part in answer.json["components"]}
    assert found == {"database": "healthy", "redis": "healthy", "workers": "unhealthy", "scheduler": "degraded"}


def test_a_published_site_is_open_to_all(client: FlaskClient, settings: Settings) -> None:
    project = Project(slug="garden", title="Garden", platforms=["site"])
    db.session.add(project)
    db.session.flush()
    item = Item(project_id=project.id, slug="beans", title="Beans", tags=[])
    db.session.add(item)
    db.session.flush()
    add_current_revision(item, "Text.", RevisionOrigin.PERSON)
    db.session.commit()
    publish_item(item.id, settings=settings, now=datetime(2026, 5, 1, tzinfo=UTC))

    codes = {}
    for path in ("", "beans/", "feed.xml", "../x", "no/"):
        with client.get(f"/site/garden/{path}") as answer:
            codes[path] = (answer.status_code, answer.mimetype)

    html, missing = (200, "text/html"), (404, "text/html")
    feed = (200, "application/atom+xml")
    assert codes == {"": html, "beans/": html, "feed.xml": feed, "../x": missing, "no/": missing}
