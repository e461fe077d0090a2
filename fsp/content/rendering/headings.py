"""Headings: their ids, the table of contents, and the duplicate title."""

import re
import unicodedata
from functools import lru_cache
from html import escape
from urllib.parse import unquote

from slugify import slugify

from fsp.content.rendering.elements import attributes, start_tag, text_of

_HEADING = re.compile(r"<h([1-6])((?: [^>]*)?)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'<[a-z][a-z0-9]*\b[^>]* (?:id|name)="([^"]*)"')
_FIRST_HEADING = re.compile(r"\s*<h([1-6])(?: [^>]*)?>(.*?)</h\1>\n?", re.DOTALL)
_MARK = re.compile(r'<div class="toc"></div>')
_ANCHOR_SIGNS = re.compile(r"[\s#¶§]+\Z")
_UNSPACED = re.compile(r"[^a-z0-9]")
MAX_ID_CHARACTERS = 200


def heading_slug(text: str) -> str:
    """Return the id of a heading as GitHub makes it: letters and digits of any script, with hyphens for spaces."""
    lowered = unicodedata.normalize("NFC", text).strip().lower()
    characters = (
        character for character in lowered if character in " -_" or unicodedata.category(character)[0] in "LNM"
    )
    return "".join(characters).replace(" ", "-")[:MAX_ID_CHARACTERS]


def comparable_id(fragment: str) -> str:
    """Return a fragment in a normalised form, so that different spellings compare equal."""
    slug = heading_slug(unquote(fragment).removeprefix("user-content-").replace("_", "-").replace("+", " "))
    return re.sub(r"-+", "-", slug).strip("-")


def matching_id(fragment: str, ids: frozenset[str]) -> str | None:
    """Return the id that a fragment means, also in another spelling or transliterated to Latin letters, or None."""
    if fragment in ids:
        return fragment
    # Obsidian writes parent headings before a heading.
    fragment = fragment.rsplit("#", 1)[-1]
    comparable_fragment = comparable_id(fragment)
    spellings = _spellings(ids)
    if not comparable_fragment:
        return None
    transliterated = slugify(comparable_fragment)
    return (
        spellings.get(comparable_fragment)
        or spellings.get(transliterated)
        or spellings.get(_UNSPACED.sub("", transliterated))
        # WordPress writes "h-" before the words of a heading.
        or (spellings.get(transliterated[2:]) if transliterated.startswith("h-") else None)
    )


@lru_cache(maxsize=8)
def _spellings(ids: frozenset[str]) -> dict[str, str]:
    """Return the ids of a page by spelling, computed once, because a page may have thousands of internal links."""
    sorted_ids = sorted(ids)
    spellings: dict[str, str] = {}
    for identifier in sorted_ids:
        spellings.setdefault(comparable_id(identifier), identifier)
    for identifier in sorted_ids:
        spellings.setdefault(slugify(identifier), identifier)
    for identifier in sorted_ids:
        # Some generators leave out the dots of "v1.0", others write hyphens.
        spellings.setdefault(_UNSPACED.sub("", slugify(identifier)), identifier)
    return spellings


def without_title(html: str, title: str) -> str:
    """Return HTML without a first heading that repeats the title."""
    first = _FIRST_HEADING.match(html)
    is_whole = first is not None and "<h" not in first[2]
    if (
        first
        and is_whole
        and first[1] in "12"
        and heading_slug(text_of(first[2])) == heading_slug(title)
        and title.strip()
    ):
        html = html[first.end() :]
    return html


def in_order(html: str) -> str:
    """Return HTML whose headings begin at the second level, below the title, and skip none.

    Screen readers list headings by level, and HTML validators reject a skipped one.
    """
    # The levels of the headings that the next one may be in, as written and as returned.
    outer: list[tuple[int, int]] = []

    def ordered(match: re.Match[str]) -> str:
        written = int(match[1])
        while outer and outer[-1][0] >= written:
            outer.pop()
        level = min(outer[-1][1] + 1 if outer else 2, 6)
        outer.append((written, level))
        return f"<h{level}{match[2]}>{match[3]}</h{level}>"

    return _HEADING.sub(ordered, html) if "<h" in html else html


def with_ids(html: str) -> str:
    """Return HTML in which each heading has a unique id."""
    used: set[str] = set()
    html = _ID_ATTRIBUTE.sub(lambda match: _once(match, used), html) if ' id="' in html else html
    used |= set(_ID.findall(html)) if ' name="' in html else set()
    counts: dict[str, int] = {}
    contents: list[tuple[int, str, str]] = []

    def written(match: re.Match[str]) -> str:
        values = attributes(match[2])
        text = text_of(match[3])
        if not values.get("id"):
            values = {"id": _free(heading_slug(text) or "section", used, counts), **values}
        contents.append((int(match[1]), values["id"], _ANCHOR_SIGNS.sub("", text)))
        return f"{start_tag(f'h{match[1]}', values)}{match[3]}</h{match[1]}>"

    if "<h" in html:
        html = _HEADING.sub(written, html)
    if 'class="toc"' in html:
        html = _MARK.sub(lambda _: contents_list(contents), html, count=1)
        html = _MARK.sub("", html)
    return html


def ids_of(html: str) -> frozenset[str]:
    """Return the ids that a link can target."""
    return frozenset(_ID.findall(html))


_ID_ATTRIBUTE = re.compile(r'(<[a-z][a-z0-9]*\b[^>]*?) id="([^"]*)"')


def _once(match: re.Match[str], used: set[str]) -> str:
    if match[2] in used:
        return match[1]
    used.add(match[2])
    return match[0]


def _free(slug: str, used: set[str], counts: dict[str, int]) -> str:
    candidate = slug
    while candidate in used:
        counts[slug] = counts.get(slug, 0) + 1
        candidate = f"{slug}-{counts[slug]}"
    used.add(candidate)
    return candidate


def headings_of(html: str) -> list[tuple[int, str, str]]:
    """Return the level, id and text of each heading of rendered HTML."""
    parts = ((int(match[1]), attributes(match[2]).get("id", ""), match[3]) for match in _HEADING.finditer(html))
    return [(level, identifier, text_of(text)) for level, identifier, text in parts if identifier]


def contents_list(headings: list[tuple[int, str, str]]) -> str:
    """Return the table of contents as nested lists in a navigation."""
    return f'<nav class="toc">{nested_list(headings)}</nav>' if headings else ""


def nested_list(headings: list[tuple[int, str, str]]) -> str:
    """Return links to headings as nested lists."""
    parts: list[str] = []
    levels: list[int] = []
    for level, identifier, text in headings:
        while len(levels) > 1 and levels[-1] >= level and levels[-2] >= level:
            levels.pop()
            parts.append("</li></ul>")
        if not levels or level > levels[-1]:
            levels.append(level)
            parts.append("<ul>")
        else:
            parts.append("</li>")
            levels[-1] = level
        parts.append(f'<li><a href="#{escape(identifier)}">{escape(text)}</a>')
    return f"{''.join(parts)}{'</li></ul>' * len(levels)}"
