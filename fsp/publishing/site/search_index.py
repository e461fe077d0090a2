"""The search index of a site: small files that the search page loads, one for each thousand posts by number.

So publishing one post writes one file again, however many posts there are.
"""

import json

from fsp.publishing.site.list_pages import SITEMAP_PART
from fsp.publishing.site.manifest import Line, Manifest


def search_files(manifest: Manifest, stale_parts: set[int]) -> dict[str, str]:
    """Return the changed files."""
    parts = [
        int(row[0])
        for row in manifest.sql.execute(
            "SELECT DISTINCT item_id / ? FROM entries WHERE is_listed ORDER BY 1", (SITEMAP_PART,)
        )
    ]
    names = search_names(manifest)
    files = {_name(part): _part(manifest, part) for part in parts if part in stale_parts or _name(part) not in names}
    manifest.set_meta("search_parts", ",".join(map(str, parts)))
    return files


def search_parts(manifest: Manifest) -> list[int]:
    """Return the numbers of the existing files."""
    return [int(part) for part in manifest.meta("search_parts").split(",") if part]


def search_names(manifest: Manifest) -> set[str]:
    """Return the names of the existing files."""
    return {_name(part) for part in search_parts(manifest)}


def _part(manifest: Manifest, part: int) -> str:
    first = part * SITEMAP_PART
    lines = manifest.lines(
        "WHERE e.is_listed AND e.item_id BETWEEN ? AND ? ORDER BY e.item_id", (first, first + SITEMAP_PART - 1)
    )
    return json.dumps([_found(line) for line in lines], ensure_ascii=False, separators=(",", ":")) + "\n"


def _found(line: Line) -> list[object]:
    """Return what search.js reads: slug, title, day, summary, tags, and the language if it is the post's own."""
    day = "" if line.is_page else line.day
    return [line.slug, line.title, day, line.summary, [tag for tag, _ in line.tags], line.language]


def _name(part: int) -> str:
    return f"search/{part}.json"
