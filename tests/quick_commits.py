"""Lets SQLite in a test process commit without waiting for the disk. No test cuts the power."""

import sqlite3
from contextlib import suppress

from sqlalchemy import Connection, Engine, event


def commit_quickly() -> None:
    """Apply to every connection of this process, after FSP has set it up."""
    event.listen(Engine, "engine_connect", _relax)


def _relax(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and not connection.info.get("is_relaxed"):
        connection.info["is_relaxed"] = True
        cursor = connection.connection.cursor()
        # A file that is no database is an error of the statement that the test runs.
        with suppress(sqlite3.DatabaseError):
            cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()
