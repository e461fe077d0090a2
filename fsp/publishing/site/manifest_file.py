"""The file of a site's manifest: a small SQLite database next to the pages.

It is lost together with the folder. A lost or damaged manifest only means that the whole site is written again.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fsp.publishing.site.manifest import Manifest

FILE_NAME = ".build.sqlite3"
FORMAT = 3

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
    item_id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL, summary TEXT NOT NULL,
    language TEXT NOT NULL, published_at TEXT NOT NULL, updated_at TEXT NOT NULL, utc_offset INTEGER,
    tags TEXT NOT NULL, is_listed INTEGER NOT NULL, fingerprint TEXT NOT NULL, is_stale INTEGER NOT NULL,
    feed_html TEXT, fault TEXT NOT NULL DEFAULT '', written_at REAL NOT NULL DEFAULT 0,
    is_page INTEGER NOT NULL, day TEXT NOT NULL, year INTEGER NOT NULL, series TEXT NOT NULL,
    series_title TEXT NOT NULL, weight REAL NOT NULL, cover TEXT NOT NULL
);
CREATE INDEX stale_entries ON entries (item_id) WHERE is_stale;
CREATE INDEX entries_of_years ON entries (year, day, item_id) WHERE is_listed AND NOT is_page;
CREATE INDEX entries_of_series ON entries (series, weight, published_at, item_id) WHERE is_listed AND NOT is_page;
CREATE INDEX page_entries ON entries (item_id) WHERE is_page;
CREATE INDEX bucketed_entries ON entries (item_id / 1000) WHERE is_listed;
CREATE TABLE listed (list TEXT, published_at TEXT, item_id INTEGER, PRIMARY KEY (list, published_at, item_id))
    WITHOUT ROWID;
CREATE TABLE tags (slug TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (name TEXT, is_exact INTEGER, item_id INTEGER, PRIMARY KEY (name, item_id)) WITHOUT ROWID;
CREATE INDEX names_of_entries ON names (item_id);
CREATE TABLE lookups (name TEXT, item_id INTEGER, PRIMARY KEY (name, item_id)) WITHOUT ROWID;
CREATE INDEX lookups_of_entries ON lookups (item_id);
CREATE TABLE media (name TEXT, item_id INTEGER, PRIMARY KEY (name, item_id)) WITHOUT ROWID;
CREATE INDEX media_of_entries ON media (item_id);
CREATE TABLE derived (path TEXT, item_id INTEGER, PRIMARY KEY (path, item_id)) WITHOUT ROWID;
CREATE INDEX derived_of_entries ON derived (item_id);
CREATE TABLE redirects (path TEXT PRIMARY KEY, item_id INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX redirects_of_entries ON redirects (item_id);
CREATE TABLE stale_pages (list TEXT, number INTEGER, PRIMARY KEY (list, number)) WITHOUT ROWID;
CREATE TABLE unused_media (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE gone (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""


@contextmanager
def open_manifest(folder: Path) -> Iterator[Manifest]:
    """Open the manifest of a site's folder. Create a new one if there is no readable one."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = _connect(folder / FILE_NAME)
    try:
        yield Manifest(connection)
    finally:
        connection.close()


def forget_manifest(folder: Path) -> None:
    """Delete the manifest, so that the next build writes every page."""
    for ending in ("", "-wal", "-shm", "-journal"):
        (folder / f"{FILE_NAME}{ending}").unlink(missing_ok=True)


def _connect(file: Path) -> sqlite3.Connection:
    with contextlib.suppress(sqlite3.DatabaseError):
        connection = sqlite3.connect(file)
        if connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT:
            return _prepared(connection)
        connection.close()
    forget_manifest(file.parent)
    connection = sqlite3.connect(file)
    connection.executescript(f"{_TABLES}PRAGMA user_version = {FORMAT};")
    return _prepared(connection)


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    # The caller holds the site's turn. Without other processes SQLite needs no shared memory, which network folders
    # lack.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    # The changes in SQL are deleted after it is committed.
    connection.execute("PRAGMA synchronous = FULL")
    return connection
