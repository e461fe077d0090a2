"""The migrations, up and down, on SQLite and PostgreSQL, against what the models say."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from fsp.core import core_app
from fsp.models import catalogue
from fsp.settings import Settings
from fsp.stores import db


@pytest.fixture(params=["sqlite", "postgresql"])
def unmigrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_server")
    app = core_app(Settings(data_dir=tmp_path, database_url=url, secret_key="x"))
    with app.app_context():
        if url:
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_migrations_make_what_the_models_say(unmigrated: Flask) -> None:
    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []
        assert {model.__tablename__ for model in catalogue.ALL_MODELS} <= set(inspect(connection).get_table_names())


def test_every_migration_can_be_taken_back_and_made_again(unmigrated: Flask) -> None:
    flask_migrate.upgrade()

    flask_migrate.downgrade(revision="base")
    with db.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    flask_migrate.upgrade()

    assert left == set()


def test_bulk_operations_keep_their_items_when_their_subject_comes_and_goes(unmigrated: Flask) -> None:
    flask_migrate.upgrade(revision="0017")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO bulk_operations (id, action, words, state, total, requested_by, prepared_at)"
                " VALUES ('a', 'cancel', 'all', 'done', 1, 'ada', '2026-05-01 00:00:00')"
            )
        )
        connection.execute(
            text("INSERT INTO bulk_items (operation_id, number, target, reason) VALUES ('a', 1, 'job', '')")
        )

    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        (row,) = connection.execute(text("SELECT subject, per_minute FROM bulk_operations")).all()
    flask_migrate.downgrade(revision="0017")

    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM bulk_items")) == 1
    assert tuple(row) == ("jobs", 600)


def test_who_cancelled_a_job_and_who_marked_a_deploy_are_kept_as_facts(unmigrated: Flask) -> None:
    flask_migrate.upgrade(revision="0027")
    ended = "'work', 'medium', 'canceled', 'stopped', 0, '2026-05-01 00:00:00', '', '', '', '{}', '[]', '{}'"
    columns = (
        "job_type, queue, state, outcome, attempt, ended_at, worker, host, version, arguments, labels, cost, "
        "id, job_id, error_message"
    )
    with db.engine.begin() as connection:
        for number, error in enumerate(("cancelled by ada", "the newer job b took its place"), start=1):
            values = f"{ended}, {number}, 'job-{number}', '{error}'"
            connection.execute(text(f"INSERT INTO job_history ({columns}) VALUES ({values})"))
        for number, by in enumerate(("worker on host-1", "ada")):
            values = f"{number}, '2026-05-01 00:00:00', '1', '', '{by}'"
            connection.execute(text(f"INSERT INTO deploy_marks (after_id, at, version, note, by) VALUES ({values})"))

    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        cancelled_by = connection.scalars(text("SELECT cancelled_by FROM job_history ORDER BY id")).all()
        automatic = connection.scalars(text("SELECT is_automatic FROM deploy_marks ORDER BY after_id")).all()
    assert cancelled_by == ["ada", None]
    assert [bool(is_automatic) for is_automatic in automatic] == [True, False]


def test_publications_get_the_destination_of_their_platform(unmigrated: Flask) -> None:
    flask_migrate.upgrade(revision="0031")
    at = "'2026-05-01 00:00:00'"
    with db.engine.begin() as connection:
        for number, platforms in enumerate(('["site"]', '["site", "wordpress"]'), start=1):
            connection.execute(
                text(
                    "INSERT INTO projects (id, slug, title, description, author, language, platforms, created_at)"
                    f" VALUES ({number}, 'p{number}', 'P', '', '', 'en', '{platforms}', {at})"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO items (id, project_id, slug, title, summary, brief, tags, state, created_at,"
                    f" updated_at) VALUES ({number}, {number}, 'i', 'I', '', '', '[]', 'published', {at}, {at})"
                )
            )
        for item, platform in ((1, "site"), (2, "site"), (2, "wordpress"), (2, "myspace")):
            connection.execute(
                text(
                    "INSERT INTO publications (item_id, platform, state, error, created_at, published_at, updated_at)"
                    f" VALUES ({item}, '{platform}', 'published', '', {at}, {at}, {at})"
                )
            )

    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT d.project_id, d.platform, d.name, d.max_lateness_seconds, p.item_id, p.platform"
                " FROM destinations d JOIN publications p ON p.destination_id = d.id ORDER BY p.id"
            )
        ).all()
    flask_migrate.downgrade(revision="0031")

    assert [tuple(row) for row in rows] == [
        (1, "site", "Site", None, 1, "site"),
        (2, "site", "Site", None, 2, "site"),
        (2, "wordpress", "Wordpress", 3600, 2, "wordpress"),
        (2, "myspace", "Myspace", 3600, 2, "myspace"),
    ]
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM publications")) == 4


def test_posts_get_their_names(unmigrated: Flask) -> None:
    flask_migrate.upgrade(revision="0042")
    at = "'2026-05-01 00:00:00'"
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO projects (id, slug, title, description, author, language, platforms, created_at)"
                f" VALUES (1, 'garden', 'Garden', '', '', 'en', '[]', {at})"
            )
        )
        connection.execute(
            text(
                "INSERT INTO items (id, project_id, slug, title, summary, brief, tags, state, created_at, updated_at)"
                f" VALUES (1, 1, 'beans', 'Broad Beans', '', '', '[]', 'published', {at}, {at})"
            )
        )
        connection.execute(
            text(f"INSERT INTO redirects (project_id, item_id, path, created_at) VALUES (1, 1, 'Old.html', {at})")
        )

    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT name, is_exact FROM item_names ORDER BY name")).all()
    assert [(name, bool(is_exact)) for name, is_exact in rows] == [
        ("beans", False),
        ("broad beans", False),
        ("old", True),
    ]
