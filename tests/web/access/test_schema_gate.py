"""A forgotten `fsp migrate`, or older code on a newer database: every page and the probe say what to do."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from fsp import paths
from fsp.accounts.api_tokens import create_token
from fsp.app import create_app
from fsp.core import core_app
from fsp.models.account import Account
from fsp.settings import Settings
from fsp.stores import db
from fsp.web.access import schema_gate


@pytest.fixture(scope="module")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that the migrations made."""
    file = tmp_path_factory.mktemp("migrated") / "fsp.sqlite3"
    app = core_app(Settings(data_dir=file.parent, secret_key="x"))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return file


@pytest.fixture
def app(
    settings: Settings, migrated_file: Path, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    monkeypatch.setattr(schema_gate, "READ_AGAIN_SECONDS", 0.0)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / "fsp.sqlite3").write_bytes(migrated_file.read_bytes())
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    app.extensions["fsp_redis"].close()


def mark(revision: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


PAGES = ["/", "/login", "/jobs", "/performance", "/settings"]


@pytest.mark.parametrize(("revision", "words"), [("0001", "Run fsp migrate"), ("9999", "newer version of FSP")])
def test_every_page_and_the_probe_say_what_to_do(app: Flask, client: FlaskClient, revision: str, words: str) -> None:
    mark(revision)

    ready, health = client.get("/api/health/ready"), client.get("/api/health")
    pages = {path: client.get(path) for path in PAGES}
    api = client.get("/api/jobs", headers={"Authorization": "Bearer fsp_unknown"})

    assert [ready.status_code, health.status_code, api.status_code] == [503, 503, 503]
    assert ready.json is not None
    assert words in ready.json["reason"]
    assert api.json is not None
    assert words in api.json["detail"]
    for path, page in pages.items():
        assert (path, page.status_code, words in page.text) == (path, 503, True)
        assert "Nothing needs to be done" not in page.text


def test_a_process_finds_out_while_it_runs_and_goes_on_once_it_is_migrated(app: Flask, client: FlaskClient) -> None:
    (needed,) = db.session.execute(text("SELECT version_num FROM alembic_version")).scalars()
    db.session.commit()
    before = client.get("/login").status_code
    mark("0001")
    app.extensions["fsp_health_watch"].read()

    meanwhile = client.get("/login").status_code
    mark(needed)
    after = client.get("/login").status_code

    assert (before, meanwhile, after) == (200, 503, 200)


def test_a_published_site_and_the_liveness_probe_go_on(app: Flask, client: FlaskClient, settings: Settings) -> None:
    folder = paths.site_folder(settings) / "garden"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("Beans")
    mark("0001")

    with client.get("/site/garden/") as page:
        assert page.get_data(as_text=True) == "Beans"
    assert client.get("/api/health/live").status_code == 200


@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE accounts RENAME TO was_accounts", "ALTER TABLE artifacts RENAME COLUMN title TO was_title"],
)
def test_a_missing_table_or_column_is_no_absence(app: Flask, client: FlaskClient, statement: str) -> None:
    db.session.add(Account(name="robot", role="operator"))
    db.session.commit()
    token = create_token(db.session.query(Account).filter_by(name="robot").one(), "test")
    with db.engine.begin() as connection:
        connection.execute(text(statement))

    answer = client.get("/api/files", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 503
    assert answer.json is not None
    assert "Run fsp migrate" in answer.json["detail"]
