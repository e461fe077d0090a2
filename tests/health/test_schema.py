"""Whether the database has the tables of this version: real migrations, up and down, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from fsp.core import core_app
from fsp.health.schema import (
    CHECKED_EVERY_SECONDS,
    SchemaState,
    SchemaWatch,
    WrongSchema,
    check_schema,
    judge,
    read_schema,
    require_schema,
)
from fsp.settings import Settings
from fsp.stores import db


@pytest.fixture(params=["sqlite", "postgresql"])
def unmigrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    url = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    app = core_app(Settings(data_dir=tmp_path, database_url=url, secret_key="x"))
    with app.app_context():
        if url:
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        yield app
        db.session.remove()
        if url:
            # The next tests of this server must not find the tables of another version.
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        db.engine.dispose()


def mark(revision: str) -> None:
    """Mark the database as migrated to a revision."""
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_a_database_without_tables_is_told_from_one_that_is_migrated(unmigrated: Flask) -> None:
    before = read_schema()
    flask_migrate.upgrade()

    after = read_schema()

    assert (before.state, before.is_usable) == (SchemaState.EMPTY, False)
    assert (after.state, after.is_usable, after.revision) == (SchemaState.CURRENT, True, after.needed)


def test_an_older_database_says_to_migrate_it_and_a_newer_one_does_not(unmigrated: Flask) -> None:
    flask_migrate.upgrade()
    needed = read_schema().needed

    mark("0001")
    older = check_schema()
    mark("9999")
    newer = check_schema()

    assert older.message == (
        f"The database is at revision 0001 and this version of FSP needs {needed}. "
        "Run fsp migrate, or start fsp up, which does it."
    )
    assert (older.status, older.reason, newer.status, newer.reason) == ("unhealthy", "older", "unhealthy", "newer")
    assert newer.message.startswith("A newer version of FSP has migrated the database to revision 9999;")
    assert "fsp restore" in newer.message
    assert "fsp migrate" not in newer.message
    with pytest.raises(WrongSchema, match="newer version"):
        require_schema()


def test_tables_made_without_migrations_count_as_usable(core: Flask) -> None:
    assert (read_schema().state, check_schema().status) == (SchemaState.UNMARKED, "healthy")


def test_looking_for_a_database_file_does_not_make_it(tmp_path: Path) -> None:
    app = core_app(Settings(data_dir=tmp_path, secret_key="x"))

    with app.app_context():
        schema = read_schema()

    assert schema.state == SchemaState.EMPTY
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("revision", "state"), [("2", "current"), ("1", "older"), ("3", "newer"), ("", "empty")])
def test_a_revision_is_judged_by_what_this_version_knows(revision: str, state: str) -> None:
    assert judge(revision, needed="2", revisions=frozenset({"1", "2"})).state == state


class Seconds:
    """A simulated monotonic clock."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def migrate_to(revision: str) -> None:
    """Let another version of FSP have migrated the database."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("DELETE FROM alembic_version")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision}')")


@pytest.mark.parametrize(
    ("revision", "advice"),
    [("9999", "Start the newer version again"), ("0001", "Run fsp migrate"), ("", "Run fsp migrate")],
    ids=["newer", "older", "none"],
)
def test_tables_of_another_version_are_noticed_at_the_next_check(core: Flask, revision: str, advice: str) -> None:
    seconds = Seconds()
    watch = SchemaWatch(core, monotonic=seconds)
    migrate_to(revision)

    watch.require()
    seconds.now += CHECKED_EVERY_SECONDS

    with pytest.raises(WrongSchema, match=advice):
        watch.require()


def test_tables_that_fit_stop_nobody(core: Flask) -> None:
    seconds = Seconds()
    watch = SchemaWatch(core, monotonic=seconds)
    seconds.now += CHECKED_EVERY_SECONDS

    watch.require()

    assert watch._checked_at == seconds.now


def test_a_database_that_is_down_stops_nobody(settings: Settings) -> None:
    seconds = Seconds()
    app = core_app(settings.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:9/fsp"}))
    watch = SchemaWatch(app, monotonic=seconds)
    seconds.now += CHECKED_EVERY_SECONDS

    watch.require()

    assert watch._checked_at == seconds.now
