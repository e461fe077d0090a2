"""Tables that move under a running process are noticed, with what to do."""

import pytest
from flask import Flask

from fsp.core import core_app
from fsp.extensions import db
from fsp.health.schema import WrongSchema
from fsp.health.schema_watch import CHECKED_EVERY_SECONDS, SchemaWatch
from fsp.settings import Settings


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
