"""The series of a site: their posts in order, and which pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from fsp.publishing.site.manifest import Line, Manifest

SERIES = "/series/"
"""The lists whose only page is the page of a series, by its slug."""
MAX_SHOWN = 12
"""A longer series is listed on its own page only, so that one more post does not change the pages of all others."""

_IN_ORDER = "WHERE e.is_listed AND NOT e.is_page AND e.series = ? ORDER BY e.weight, e.published_at, e.item_id"
_PLACE = "(e.weight, e.published_at, e.item_id)"


@dataclass(frozen=True)
class SeriesBox:
    """The series of a post as its page shows it: all its posts, or the adjacent ones of a long series."""

    slug: str
    title: str
    lines: tuple[Line, ...]
    is_whole: bool


def series_lines(manifest: Manifest, slug: str) -> list[Line]:
    """Return the posts of a series in order."""
    return manifest.lines(_IN_ORDER, (slug,))


def series_box(manifest: Manifest, line: Line) -> SeriesBox | None:
    """Return the series of a post; None if it has none or is its only post."""
    if not line.series or not line.is_post:
        return None
    is_whole = _count(manifest, line.series) <= MAX_SHOWN
    lines = series_lines(manifest, line.series) if is_whole else _around(manifest, line)
    return SeriesBox(line.series, line.series_title, tuple(lines), is_whole) if len(lines) > 1 else None


def affected_by(manifest: Manifest, lines: Iterable[Line]) -> set[int]:
    """Return the posts whose pages show the series of these entries, as they are in the manifest."""
    of_series: dict[str, list[Line]] = {}
    for line in lines:
        if line.series and line.is_post:
            of_series.setdefault(line.series, []).append(line)
    item_ids: set[int] = set()
    for slug, members in of_series.items():
        # These entries come or go: without them, or with them, it may be short enough to be shown whole.
        is_whole = _count(manifest, slug) - len(members) <= MAX_SHOWN
        shown = (
            series_lines(manifest, slug)
            if is_whole
            else [other for line in members for other in _around(manifest, line)]
        )
        item_ids |= {other.item_id for other in shown}
    return item_ids


def series_slugs(manifest: Manifest) -> list[str]:
    """Return the slugs of all series."""
    rows = manifest.sql.execute("SELECT DISTINCT series FROM entries WHERE is_listed AND NOT is_page AND series <> ''")
    return [str(slug) for (slug,) in rows]


def series_file(slug: str) -> str:
    """Return the file of a series."""
    return f"series/{slug}/index.html"


def _count(manifest: Manifest, slug: str) -> int:
    row = manifest.sql.execute(
        "SELECT count(*) FROM entries WHERE is_listed AND NOT is_page AND series = ?", (slug,)
    ).fetchone()
    return int(row[0])


def _around(manifest: Manifest, line: Line) -> list[Line]:
    place = (line.series, line.weight, line.published_at, line.item_id)
    condition = "WHERE e.is_listed AND NOT e.is_page AND e.series = ?"
    before = manifest.lines(
        f"{condition} AND {_PLACE} < (?, ?, ?) ORDER BY e.weight DESC, e.published_at DESC, e.item_id DESC LIMIT 1",
        place,
    )
    here_and_after = manifest.lines(
        f"{condition} AND {_PLACE} >= (?, ?, ?) ORDER BY e.weight, e.published_at, e.item_id LIMIT 2", place
    )
    return [*before, *here_and_after]
