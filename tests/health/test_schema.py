"""Whether the database has the tables of this version: real migrations, up and down, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from fsp.core import core_app
from fsp.extensions import db
from fsp.health.schema import SchemaState, WrongSchema, check_schema, judge, read_schema, require_schema
from fsp.settings import Settings


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
    assert judge(revision, needed="2", known=frozenset({"1", "2"})).state == state
