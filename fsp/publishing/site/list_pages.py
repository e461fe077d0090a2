"""The list pages of a site: their numbers and names, and which must be written again."""

from fsp.publishing.site.archive import mark_years, years
from fsp.publishing.site.manifest import MAIN, Manifest
from fsp.publishing.site.series import SERIES, series_slugs

PAGE_SIZE = 20
FIRST_PAGE = 0
SITEMAP, SITEMAP_PART = "/sitemap", 1000
"""The list whose pages are the parts of the sitemap, by post."""


def page_of_rank(rank: int) -> int:
    """Return the page of a position in a list. Pages are counted from the oldest, so their content does not shift."""
    return (rank - 1) // PAGE_SIZE + 1


def last_page(count: int) -> int:
    """Return the number of the newest page; 0 for a list that fits on its first page."""
    return page_of_rank(count) if count > PAGE_SIZE else 0


def list_file(name: str, number: int) -> str:
    """Return the file of one page of a list."""
    folder = "" if name == MAIN else f"tags/{name}/"
    return f"{folder}page/{number}/index.html" if number else f"{folder}index.html"


def mark_all(manifest: Manifest) -> None:
    """Mark every page."""
    manifest.sql.execute("UPDATE entries SET is_stale = 1, feed_html = NULL")
    mark_pages_of_all_lists(manifest)


def mark_pages_of_all_lists(manifest: Manifest) -> None:
    """Mark every page of every list, and everything that is derived from all lists."""
    for (name,) in manifest.sql.execute("SELECT DISTINCT list FROM listed").fetchall():
        mark_pages(manifest, name, FIRST_PAGE, FIRST_PAGE)
        mark_pages(manifest, name, 1, last_page(manifest.count(name)))
    mark_pages(manifest, MAIN, FIRST_PAGE, FIRST_PAGE)
    mark_years(manifest, [year for year, _ in years(manifest)])
    manifest.sql.executemany(
        "INSERT OR IGNORE INTO stale_pages VALUES (?, 0)", [(f"{SERIES}{slug}",) for slug in series_slugs(manifest)]
    )
    manifest.sql.execute(
        "INSERT OR IGNORE INTO stale_pages SELECT DISTINCT ?, item_id / ? FROM entries", (SITEMAP, SITEMAP_PART)
    )
    manifest.set_meta("shared", "1")


def mark_pages(manifest: Manifest, name: str, first: int, last: int) -> None:
    """Mark the pages of a list from the first to the last number."""
    manifest.sql.executemany(
        "INSERT OR IGNORE INTO stale_pages VALUES (?, ?)", [(name, number) for number in range(first, last + 1)]
    )
    manifest.sql.executemany(
        "DELETE FROM gone WHERE path = ?", [(list_file(name, number),) for number in range(first, last + 1)]
    )
