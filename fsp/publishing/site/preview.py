"""Renders an unsaved post as its page on the site shows it: the same renderer, the same markup of the article."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fsp.content.languages import direction, language_tag
from fsp.content.rendering.page import to_html
from fsp.content.rendering.place import Image, Resolver, image_tag
from fsp.content.slugs import slug_of
from fsp.models.project import Project
from fsp.publishing.site.article import article_html
from fsp.publishing.site.content import Entry
from fsp.publishing.site.dates import date_in_words, local_day, sortable
from fsp.publishing.site.manifest import Line
from fsp.publishing.site.own_theme import theme_of
from fsp.publishing.site.reading import reading_of
from fsp.publishing.site.render import Around
from fsp.publishing.site.style import style_sheet
from fsp.publishing.site.words import words_of
from fsp.settings import Settings


@dataclass(frozen=True)
class Draft:
    """A post that is being written. `zone` and `site_language` are those of its project."""

    title: str
    body: str
    summary: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    language: str
    is_page: bool
    at: datetime
    zone: str
    site_language: str
    source_path: str = ""


def preview_style(project: Project, settings: Settings) -> str:
    """Return the style sheet of a project's site, as its previews use it."""
    return style_sheet(project.accent, theme_of(settings, project.slug).style)


def preview_values(draft: Draft, *, resolver: Resolver, cover: Image | None) -> dict[str, Any]:
    """Return what the template of an article needs, and the language and direction of the page."""
    language = language_tag(draft.language) or language_tag(draft.site_language)
    words = words_of(language)
    html = to_html(draft.body, resolver=resolver, title=draft.title)
    is_cover_shown = cover is not None and cover.url not in html
    day = {
        "iso": draft.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "words": date_in_words(draft.at, language=language, zone=draft.zone),
    }
    return {
        "entry": _entry(draft),
        "line": _line(draft),
        "body": article_html(html, words),
        "cover": image_tag({"class": "cover", "alt": ""}, cover) if cover and is_cover_shown else "",
        "reading": reading_of(html),
        "around": Around(),
        "word": words,
        "day": lambda _line: day,
        "page_language": language,
        "page_direction": direction(language),
    }


def _entry(draft: Draft) -> Entry:
    return Entry(
        slug="",
        title=draft.title,
        summary=draft.summary,
        body=draft.body,
        tags=draft.tags,
        published_at=draft.at,
        updated_at=draft.at,
        source_path=draft.source_path,
        language=draft.language,
        authors=draft.authors,
        is_page=draft.is_page,
    )


def _line(draft: Draft) -> Line:
    return Line(
        item_id=0,
        slug="",
        title=draft.title,
        summary=draft.summary,
        language=draft.language,
        published_at=sortable(draft.at),
        updated_at=sortable(draft.at),
        utc_offset=None,
        tags=tuple((tag, slug_of(tag) or tag) for tag in draft.tags),
        is_listed=True,
        fingerprint="",
        fault="",
        is_page=draft.is_page,
        day=local_day(draft.at, zone=draft.zone).isoformat(),
    )
