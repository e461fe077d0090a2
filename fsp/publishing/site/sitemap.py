"""The sitemap: one file, or an index of files for many pages. Source: https://www.sitemaps.org/."""

from html import escape

from fsp.clock import iso
from fsp.publishing.frozen_moments import moment_from_text
from fsp.publishing.site.manifest import MAIN, Line, Manifest

MAX_PAGES = 1000
"""Pages per file. Publishing one post rewrites one file, not all addresses."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_files(manifest: Manifest, stale_parts: set[int], *, address: str) -> dict[str, str]:
    """Return the files to write: all files of a small site, and the changed parts of a large one."""
    if manifest.count(MAIN) <= MAX_PAGES:
        lines = manifest.lines("WHERE e.is_listed ORDER BY e.item_id")
        manifest.set_meta("sitemap_parts", "")
        return {"sitemap.xml": _urls([_url(address), *(_url_of(line, address) for line in lines)])}
    parts = [
        int(row[0])
        for row in manifest.sql.execute("SELECT DISTINCT item_id / 1000 FROM entries WHERE is_listed ORDER BY 1")
    ]
    names = sitemap_names(manifest)
    files = {"sitemap.xml": _index([_name(part) for part in parts], address)}
    for part in parts:
        if part in stale_parts or _name(part) not in names:
            lines = manifest.lines("WHERE e.is_listed AND e.item_id / 1000 = ? ORDER BY e.item_id", (part,))
            files[_name(part)] = _urls([_url_of(line, address) for line in lines])
    manifest.set_meta("sitemap_parts", ",".join(map(str, parts)))
    return files


def sitemap_names(manifest: Manifest) -> set[str]:
    """Return the names of the existing files except the first."""
    return {_name(int(part)) for part in manifest.meta("sitemap_parts").split(",") if part}


def _name(part: int) -> str:
    return f"sitemap-{part}.xml"


def _url_of(line: Line, address: str) -> str:
    return _url(f"{address}{line.slug}/", iso(moment_from_text(line.updated_at)))


def _url(address: str, updated_at: str = "") -> str:
    changed = f"<lastmod>{updated_at}</lastmod>" if updated_at else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>\n"


def _urls(urls: list[str]) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_NAMESPACE}">\n{"".join(urls)}</urlset>\n'


def _index(names: list[str], address: str) -> str:
    parts = "".join(f"<sitemap><loc>{escape(address)}{name}</loc></sitemap>\n" for name in names)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="{_NAMESPACE}">\n{parts}</sitemapindex>\n'
