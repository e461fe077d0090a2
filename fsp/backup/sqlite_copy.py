"""Copying a SQLite database that is being written to, by SQLite itself: the copy is that of one moment."""

import sqlite3
from contextlib import closing
from pathlib import Path

from fsp.errors import InvalidInput

ALL_PAGES = -1
"""In one step, under one read transaction: begun again at each write, a copy page by page would never end."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database in use into a new file; raise InvalidInput if the copy is not whole."""
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=ALL_PAGES)
        # One file, without a write-ahead log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        check_sqlite(copy, source)


def check_sqlite(connection: sqlite3.Connection, source: Path) -> None:
    """Raise InvalidInput if SQLite finds a fault in a database."""
    try:
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise InvalidInput(f"The database {source} is damaged: {answer}. No backup was made of it.")
