"""Copies a SQLite database in use, with SQLite's online backup, as of one point in time."""

import sqlite3
from contextlib import closing
from pathlib import Path

from fsp.errors import InvalidInput

ALL_PAGES = -1
"""All pages in one step under one read transaction. A copy in steps starts over at each write and might never end."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database in use to a new file; raise InvalidInput if the copy is damaged."""
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=ALL_PAGES)
        # A single file, without a write-ahead log.
        copy.execute("PRAGMA journal_mode=DELETE")
        check_sqlite(copy, source)


def check_sqlite(connection: sqlite3.Connection, source: Path) -> None:
    """Raise InvalidInput if SQLite's integrity check fails."""
    try:
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise InvalidInput(f"The database {source} is damaged: {answer}. No backup was made of it.")
