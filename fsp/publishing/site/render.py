"""Renders the pages of a site. Pure functions from content to text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urlsplit

from fsp import paths
from fsp.content.languages import direction, language_tag
from fsp.content.templates import render
from fsp.publishing.frozen import moment_from_text
from fsp.publishing.site.body import body_html
from fsp.publishing.site.content import Entry, Site
from fsp.publishing.site.dates import date_in_words
from fsp.publishing.site.manifest import Line


@dataclass(frozen=True)
class ListPage:
    """One page of a list: its entries, newest first, and the addresses of the adjacent pages."""

    lines: Sequence[Line]
    newer: str = ""
    older: str = ""
    number: int = 0
    """Counted from the oldest; 0 for the first page, which always shows the newest entries."""


def render_entry(
    site: Site, entry: Entry, line: Line, *, address: str, older: Line | None = None, newer: Line | None = None
) -> tuple[str, str]:
    """Return an entry's page and its error, empty if there is none.

    A text that cannot be rendered is shown as plain text.
    """
    body, fault = entry_html(site, entry, "../")
    language = language_tag(entry.language) or language_tag(site.language)
    text = _page(
        "item",
        site,
        "../",
        address=address,
        path=f"{line.slug}/",
        entry=entry,
        line=line,
        body=body,
        older=older,
        newer=newer,
        cover=_cover(entry, address),
        page_language=language,
        page_direction=direction(language),
    )
    return text, fault


def entry_html(site: Site, entry: Entry, root: str) -> tuple[str, str]:
    """Return an entry's HTML and its error."""
    try:
        return body_html(site, entry, root), ""
    except Exception as error:  # noqa: BLE001  (one text must not stop the others; its fault is reported)
        fault = f"The content cannot be rendered ({type(error).__name__}). The page shows its source text."
        return f"<pre>{escape(entry.body)}</pre>", fault


def render_list(site: Site, page: ListPage, root: str, *, address: str, tag: str = "", path: str = "") -> str:
    """Return a page of the index, or of a tag's list."""
    return _page("tag" if tag else "index", site, root, address=address, path=path, page=page, tag=tag)


def render_tags(site: Site, tags: Sequence[tuple[str, str, int]], *, address: str) -> str:
    """Return the list of tags: slug, name and number of entries."""
    return _page("tags", site, "../", address=address, path="tags/", tags=tags)


def static_files(site: Site, *, address: str) -> dict[str, str]:
    """Return the files that change only with the project or with FSP."""
    # A missing page may be requested at any depth, so its addresses are absolute paths.
    root = urlsplit(address).path
    return {
        "site.css": paths.resource("static").joinpath("site.css").read_text(encoding="utf-8"),
        "404.html": _page("missing", site, root, address=address, path="404.html"),
        "robots.txt": f"User-agent: *\nAllow: /\n\nSitemap: {address}sitemap.xml\n",
    }


def _cover(entry: Entry, address: str) -> str:
    if entry.cover.startswith(("https://", "http://")):
        return entry.cover
    sha256 = next((sha for path, sha in entry.images.items() if path.endswith(entry.cover.lstrip("./"))), "")
    return f"{address}media/{sha256}" if entry.cover and sha256 else ""


def _page(template: str, site: Site, root: str, **values: Any) -> str:
    language = language_tag(site.language)
    values = {"page_language": language, "page_direction": direction(language), **values}
    return render(
        f"site/{template}.html",
        site=site,
        root=root,
        site_language=language,
        site_direction=direction(language),
        direction=direction,
        language_tag=language_tag,
        day=lambda line: _day(site, line),
        **values,
    )


def _day(site: Site, line: Line) -> dict[str, str]:
    moment: datetime = moment_from_text(line.published_at)
    language = language_tag(line.language) or site.language
    words = date_in_words(moment, language=language, zone=site.timezone, utc_offset=line.utc_offset)
    return {"iso": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "words": words}
