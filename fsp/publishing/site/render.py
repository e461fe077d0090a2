"""Renders the pages of a site: from content to text, with the templates of its theme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlsplit

from fsp.content.languages import direction, language_tag
from fsp.publishing.frozen_moments import moment_from_text
from fsp.publishing.site.article import article_html
from fsp.publishing.site.body import body_html, cover_html
from fsp.publishing.site.content import Entry, Picture, Site
from fsp.publishing.site.dates import date_in_words, month_in_words, short_day
from fsp.publishing.site.manifest import Line
from fsp.publishing.site.own_theme import Theme
from fsp.publishing.site.reading import reading_of
from fsp.publishing.site.series import SeriesBox
from fsp.publishing.site.structured_data import describe_entry, describe_site
from fsp.publishing.site.words import words_of


@dataclass(frozen=True)
class ListPage:
    """One page of a list: its entries, newest first, and the addresses of the adjacent pages."""

    lines: Sequence[Line]
    newer: str = ""
    older: str = ""
    number: int = 0
    """Counted from the oldest; 0 for the first page, which always shows the newest entries."""


@dataclass(frozen=True)
class Around:
    """What surrounds a post: the next older and newer one, and its series."""

    older: Line | None = None
    newer: Line | None = None
    series: SeriesBox | None = None


@dataclass(frozen=True)
class Pages:
    """Renders the pages of one site. `address` is its own, with a trailing slash."""

    theme: Theme
    address: str
    card: Picture | None = None
    """The image of links to pages that have none of their own."""
    thumbnails: Mapping[str, Picture] | None = None
    """SHA-256 of a cover → what lists show of it."""

    def entry(
        self, site: Site, entry: Entry, line: Line, around: Around, image: Picture | None = None
    ) -> tuple[str, str]:
        """Return an entry's page and its error, empty if there is none.

        A text that cannot be rendered is shown as plain text.
        """
        html, fault = entry_html(site, entry, "../")
        language = language_tag(entry.language) or language_tag(site.language)
        words = words_of(language)
        reading = reading_of(html)
        url = self.absolute(image or self.card)
        text = self._page(
            "item",
            site,
            "../",
            path=f"{line.slug}/",
            entry=entry,
            line=line,
            body=article_html(html, words),
            cover=cover_html(site, entry, html),
            reading=reading,
            around=around,
            image=image or self.card,
            page_language=language,
            json_ld=describe_entry(
                site, entry, line, address=self.address, image=url, word_count=reading.words, words=words
            ),
        )
        return text, fault

    def list(self, site: Site, page: ListPage, root: str, *, tag: str = "", path: str = "") -> str:
        """Return a page of the index, or of a tag's list."""
        json_ld = describe_site(site, self.address) if not path else ""
        return self._page("tag" if tag else "index", site, root, path=path, page=page, tag=tag, json_ld=json_ld)

    def tags(self, site: Site, tags: Sequence[tuple[str, str, int]]) -> str:
        """Return the list of tags: slug, name and number of entries."""
        return self._page("tags", site, "../", path="tags/", tags=tags)

    def archive(self, site: Site, years: Sequence[tuple[int, int]], lines: Sequence[Line]) -> str:
        """Return the first page of the archive: the years, and all posts of a small site."""
        return self._page("archive", site, "../", path="archive/", years=years, lines=lines)

    def year(self, site: Site, year: int, lines: Sequence[Line], *, older: int | None, newer: int | None) -> str:
        """Return the page of one year, and the adjacent years."""
        path = f"archive/{year}/"
        return self._page("year", site, "../../", path=path, year=year, lines=lines, older=older, newer=newer)

    def series(self, site: Site, slug: str, lines: Sequence[Line]) -> str:
        """Return the page of a series."""
        title = lines[-1].series_title
        return self._page("series", site, "../../", path=f"series/{slug}/", lines=lines, title=title)

    def search(self, site: Site, parts: Sequence[int]) -> str:
        """Return the search page. `parts` are the numbers of the files that it loads."""
        return self._page("search", site, "../", path="search/", parts=parts)

    def missing(self, site: Site) -> str:
        """Return the page for addresses without a page. It may be shown at any depth, so its addresses are absolute."""
        return self._page("missing", site, urlsplit(self.address).path, path="404.html")

    def absolute(self, picture: Picture | None) -> str:
        """Return the absolute address of an image, empty for none."""
        if picture is None or picture.address.startswith(("https://", "http://")):
            return picture.address if picture else ""
        return f"{self.address}{picture.address}"

    def _page(self, template: str, site: Site, root: str, **values: Any) -> str:
        language = language_tag(site.language)
        values = {"page_language": language, "image": self.card, "json_ld": "", **values}
        page_language = values["page_language"]
        return self.theme.render(
            template,
            {
                "site": site,
                "root": root,
                "address": self.address,
                "site_language": language,
                "site_direction": direction(language),
                "page_direction": direction(page_language),
                "direction": direction,
                "language_tag": language_tag,
                "absolute": self.absolute,
                "thumbnail": (self.thumbnails or {}).get,
                "word": words_of(page_language),
                "site_word": words_of(language),
                "day": lambda line: _day(site, line),
                "month": lambda line: month_in_words(_date(line), language=page_language),
                "short_day": lambda line: short_day(_date(line), language=page_language),
                **values,
            },
        )


def entry_html(site: Site, entry: Entry, root: str) -> tuple[str, str]:
    """Return an entry's HTML and its error."""
    try:
        return body_html(site, entry, root), ""
    except Exception as error:  # noqa: BLE001  (one text must not stop the others; its fault is reported)
        fault = f"The content cannot be rendered ({type(error).__name__}). The page shows its source text."
        return f"<pre>{escape(entry.body)}</pre>", fault


def _day(site: Site, line: Line) -> dict[str, str]:
    moment = moment_from_text(line.published_at)
    language = language_tag(line.language) or site.language
    words = date_in_words(moment, language=language, zone=site.timezone, utc_offset=line.utc_offset)
    return {"iso": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "words": words}


def _date(line: Line) -> date:
    return date.fromisoformat(line.day)
