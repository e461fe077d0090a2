"""Asking SQLite without waiting long for its lock, so that a health check in time says that it is locked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from fsp import core

MAX_MILLISECONDS = 1000
"""Less than the time limit of the health check, and more than any of FSP's own transactions takes."""


@contextmanager
def brief_lock(connection: Connection) -> Iterator[None]:
    """Wait at most a second for the lock of a SQLite file within the block; other databases have no such lock."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  (SQLAlchemy opens it before it gives the connection)
    usual = core.SQLITE_BUSY_TIMEOUT_MILLISECONDS
    driver.execute(f"PRAGMA busy_timeout={min(MAX_MILLISECONDS, usual)}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={usual}")
