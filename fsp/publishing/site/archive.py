"""The archive of a site: a page for each year, and one that leads to them."""

from collections.abc import Iterable

from fsp.publishing.site.manifest import Line, Manifest

ARCHIVE = "/archive"
"""The list whose pages are the years."""
MAX_ON_ONE_PAGE = 300
"""The posts up to which the first page of the archive lists all of them."""


def years(manifest: Manifest) -> list[tuple[int, int]]:
    """Return each year with its number of posts, newest first."""
    rows = manifest.sql.execute(
        "SELECT year, count(*) FROM entries WHERE is_listed AND NOT is_page GROUP BY year ORDER BY year DESC"
    )
    return [(int(year), int(count)) for year, count in rows]


def lines_of_year(manifest: Manifest, year: int) -> list[Line]:
    """Return the posts of a year, newest first."""
    return manifest.lines(
        "WHERE e.is_listed AND NOT e.is_page AND e.year = ? ORDER BY e.published_at DESC, e.item_id DESC", (year,)
    )


def mark_years(manifest: Manifest, numbers: Iterable[int]) -> None:
    """Mark the pages of years."""
    manifest.sql.executemany("INSERT OR IGNORE INTO stale_pages VALUES (?, ?)", [(ARCHIVE, year) for year in numbers])


def year_file(year: int) -> str:
    """Return the file of a year."""
    return f"archive/{year}/index.html"
