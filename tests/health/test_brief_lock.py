"""A health check waits for SQLite's lock for a second at most, and says that it is locked."""

from flask import Flask

from fsp.core import SQLITE_BUSY_TIMEOUT_MILLISECONDS
from fsp.extensions import db
from fsp.health.brief_lock import MAX_MILLISECONDS, brief_lock
from fsp.health.checks import DATABASE_TIMEOUT_SECONDS, SHARED_PATIENCE_SECONDS


def test_the_wait_is_brief_within_and_as_usual_after(core: Flask) -> None:
    with db.engine.connect() as connection:
        with brief_lock(connection):
            within = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
        after = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()

    assert (within, after) == (MAX_MILLISECONDS, SQLITE_BUSY_TIMEOUT_MILLISECONDS)


def test_the_check_knows_of_the_lock_before_it_is_given_up() -> None:
    assert MAX_MILLISECONDS / 1000 < SHARED_PATIENCE_SECONDS < DATABASE_TIMEOUT_SECONDS
