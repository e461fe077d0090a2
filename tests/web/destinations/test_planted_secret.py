"""A planted secret is used for tests and publications, and is then found nowhere: P11."""

import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.backup.make import make_backup
from fsp.clock import utc_now
from fsp.content.editing import ItemText, create_item
from fsp.destinations.connect import connect
from fsp.exporting.build import build_export
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication
from fsp.paths import artifacts_folder
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.worker import FspWorker
from testbed.platforms.mastodon import MastodonServer
from tests.web.forms import send

SECRET = "planted-secret-8c1f0e7d5b"
ALL = "/projects/garden/destinations"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"destinations_allow_internal": True})


@pytest.fixture
def server() -> Iterator[MastodonServer]:
    server = MastodonServer()
    server.token = SECRET
    with server.running() as running:
        yield running


@pytest.fixture
def append_only(redis_client: redis.Redis) -> Iterator[Path]:
    """Let the Valkey write its append-only file; return its folder."""
    redis_client.config_set("appendonly", "yes")
    yield Path(str(redis_client.config_get("dir")["dir"])) / "appendonlydir"
    redis_client.config_set("appendonly", "no")


def publish(item: Item, destination: Destination, settings: Settings, connection: redis.Redis) -> None:
    row = Publication(item_id=item.id, destination_id=destination.id, platform="mastodon", due_at=utc_now())
    db.session.add(row)
    db.session.commit()
    enqueue(connection, "item-scheduled-publish", {"item_id": item.id, "destination_id": destination.id})
    FspWorker(["high"], connection=connection, settings=settings).work(burst=True, logging_level="ERROR")


def test_a_secret_is_found_nowhere(  # noqa: PLR0917
    app: Flask,
    signed_in: FlaskClient,
    admin: FlaskClient,
    garden: Item,
    server: MastodonServer,
    settings: Settings,
    redis_client: redis.Redis,
    append_only: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    fields = {"name": "Mastodon", "argument-server": server.url, "secret-token": SECRET}
    texts = [send(signed_in, f"{ALL}/new/mastodon", **fields).text]
    texts.append(send(signed_in, f"{ALL}/new/mastodon", **{**fields, "argument-server": ""}).text)
    body = {"platform": "mastodon", "settings": {"server": server.url}, "credentials": {"token": SECRET}}
    texts += [
        admin.post("/api/projects/garden/destinations", json=json).text
        for json in ({**body, "name": "Second"}, {**body, "credentials": SECRET}, {**body, "token": SECRET})
    ]
    destination = db.session.scalars(select(Destination).where(Destination.name == "Mastodon")).one()
    db.session.commit()
    here = f"{ALL}/{destination.id}"
    texts.append(send(signed_in, f"{here}/test").text)
    echo = {"error": f"The access token {SECRET} is invalid"}
    server.fail_next(401, fields=echo)
    texts.append(send(signed_in, f"{here}/test").text)

    project, items = garden.project, [garden, create_item(garden.project, ItemText(title="Peas", body="Sow."))]
    for item in items:
        item.state, item.publish_at = ItemState.SCHEDULED, utc_now()
    db.session.commit()
    publish(items[0], destination, settings, redis_client)
    server.fail_next(401, fields=echo)
    publish(items[1], destination, settings, redis_client)
    db.session.expire_all()
    states = {row.item_id: row for row in db.session.scalars(select(Publication)) if row.platform == "mastodon"}
    db.session.commit()

    pages = [
        here,
        f"{here}/edit",
        f"{here}/credentials",
        ALL,
        "/audit",
        "/projects/garden",
        "/dead-letters",
        "/settings",
    ]
    pages += [f"/items/{item.id}" for item in items] + ["/jobs"]
    texts += [signed_in.get(page).text for page in pages]
    api = ["/api/platforms", "/api/audit", "/api/dead-letters", "/api/jobs", "/metrics"]
    api += [f"/api/projects/garden/destinations{end}" for end in ("", f"/{destination.id}")]
    texts += [admin.get(path).text for path in api]
    make_backup(tmp_path / "backup", settings)
    exports = build_export(project.slug, settings=settings, job_id="export", now=utc_now())
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(
        next(artifacts_folder(settings) / row.path for row in exports if row.path.endswith(".zip"))
    ).extractall(unpacked)
    files = [path for folder in (settings.data_dir, append_only, tmp_path) for path in folder.rglob("*")]

    assert states[items[0].id].state == "published", states[items[0].id].error
    assert states[items[1].id].state == "failed"
    assert "[hidden] is invalid" in states[items[1].id].error
    assert connect(destination, settings=settings)
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in files if path.is_file())
    assert [text for text in (*texts, caplog.text) if SECRET in text] == []
