"""The manifest of a site: what its files were built from."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MAIN = ""
"""The list of all listed entries. Other lists are tags, by slug."""


UNWEIGHTED = 1e18
"""The position in a series of an entry without one: after all others, in the order of publication."""


@dataclass(frozen=True)
class Line:
    """One entry as lists, feeds and adjacent entries show it."""

    item_id: int
    slug: str
    title: str
    summary: str
    language: str
    published_at: str
    updated_at: str
    utc_offset: int | None
    tags: tuple[tuple[str, str], ...]
    """The name and slug of each tag."""
    is_listed: bool
    fingerprint: str
    fault: str
    is_page: bool = False
    """Whether it is a page such as "About". Pages are in no list, archive, series or feed."""
    day: str = ""
    """The day of its publication as its readers see it, such as 2026-05-01."""
    series: str = ""
    """The slug of its series; empty for none."""
    series_title: str = ""
    weight: float = UNWEIGHTED
    cover: str = ""
    """The SHA-256 of its cover; empty for none."""

    @property
    def is_post(self) -> bool:
        """Return whether lists, archives and feeds show it."""
        return self.is_listed and not self.is_page

    @property
    def year(self) -> int:
        """Return the year of its publication."""
        return int(self.day[:4] or 0)

    @property
    def month(self) -> str:
        """Return the month of its publication, such as 2026-05."""
        return self.day[:7]

    @property
    def lists(self) -> tuple[str, ...]:
        """Return the lists that contain the entry."""
        return (MAIN, *dict.fromkeys(slug for _, slug in self.tags)) if self.is_post else ()


COLUMNS = (
    "item_id, slug, title, summary, language, published_at, updated_at, utc_offset, tags, is_listed, fingerprint, "
    "fault, is_page, day, series, series_title, weight, cover"
)
_LINE = ", ".join(f"e.{name}" for name in COLUMNS.split(", "))


class Manifest:
    """The open manifest of a site. The caller holds the site's turn."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.sql = connection

    def meta(self, name: str) -> str:
        """Return a value, empty if there is none."""
        row = self.sql.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        """Store a value."""
        self.sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def commit(self) -> None:
        """Commit all changes."""
        self.sql.commit()

    def line(self, item_id: int) -> Line | None:
        """Return an entry if it is on the site."""
        rows = self.lines("WHERE e.item_id = ?", (item_id,))
        return rows[0] if rows else None

    def lines(self, where: str, values: Iterable[object] = ()) -> list[Line]:
        """Return the entries that `where` selects from `entries e`."""
        rows = self.sql.execute(f"SELECT {_LINE} FROM entries e {where}", tuple(values))  # noqa: S608
        return [_line(row) for row in rows]

    def on_list(self, name: str, *, offset: int, limit: int) -> list[Line]:
        """Return the entries of a list, newest first."""
        return self.lines(
            "JOIN (SELECT item_id FROM listed WHERE list = ? ORDER BY published_at DESC, item_id DESC LIMIT ? OFFSET ?)"
            " l ON l.item_id = e.item_id ORDER BY e.published_at DESC, e.item_id DESC",
            (name, limit, max(offset, 0)),
        )

    def count(self, name: str) -> int:
        """Return how many entries a list has."""
        return int(self.sql.execute("SELECT count(*) FROM listed WHERE list = ?", (name,)).fetchone()[0])

    def rank(self, name: str, line: Line) -> int:
        """Return the position of an entry in a list, counted from the oldest, which is 1."""
        row = self.sql.execute(
            "SELECT count(*) FROM listed WHERE list = ? AND (published_at, item_id) <= (?, ?)",
            (name, line.published_at, line.item_id),
        ).fetchone()
        return int(row[0])

    def neighbours(self, line: Line) -> tuple[Line | None, Line | None]:
        """Return the next older and the next newer listed entry."""
        key = (line.published_at, line.item_id)
        older = self.lines(
            "JOIN (SELECT item_id FROM listed WHERE list = '' AND (published_at, item_id) < (?, ?)"
            " ORDER BY published_at DESC, item_id DESC LIMIT 1) l ON l.item_id = e.item_id",
            key,
        )
        newer = self.lines(
            "JOIN (SELECT item_id FROM listed WHERE list = '' AND (published_at, item_id) > (?, ?)"
            " ORDER BY published_at, item_id LIMIT 1) l ON l.item_id = e.item_id",
            key,
        )
        return (older[0] if older else None, newer[0] if newer else None)

    def slug_of_name(self, name: str) -> str | None:
        """Return the slug of the entry with this name: one with it as its most specific name, else the oldest post."""
        row = self.sql.execute(
            "SELECT e.slug FROM names n JOIN entries e ON e.item_id = n.item_id WHERE n.name = ?"
            " ORDER BY n.is_exact DESC, n.item_id LIMIT 1",
            (name,),
        ).fetchone()
        return str(row[0]) if row else None

    def slugs_of_names(self) -> dict[str, str]:
        """Return every name with the slug of its entry."""
        rows = self.sql.execute(
            "SELECT n.name, e.slug FROM names n JOIN entries e ON e.item_id = n.item_id"
            " ORDER BY n.is_exact, n.item_id DESC"
        )
        return {str(name): str(slug) for name, slug in rows}


def line_values(line: Line) -> tuple[object, ...]:
    """Return an entry's values in the order of `COLUMNS`."""
    values = {name: getattr(line, name) for name in COLUMNS.split(", ")}
    return tuple({**values, "tags": json.dumps(line.tags)}.values())


def _line(row: tuple[Any, ...]) -> Line:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    tags = tuple((str(name), str(tag)) for name, tag in json.loads(values["tags"]))
    flags = {name: bool(values[name]) for name in ("is_listed", "is_page")}
    return Line(**{**values, **flags, "tags": tags})
