"""Sanitises HTML with a list of allowed elements and attributes: no scripts, frames or styles."""

import re

import nh3

from fsp.content.rendering.addresses import SAFE_SCHEMES

TAGS = frozenset(nh3.ALLOWED_TAGS) | {"audio", "section", "source", "tfoot", "video"}
_EVERYWHERE = {"dir", "id", "lang", "title"}
_OBSOLETE_ATTRIBUTES = {"align", "char", "charoff", "size", "summary", "width"}
_ATTRIBUTES = {
    **{tag: set(names) - _OBSOLETE_ATTRIBUTES | _EVERYWHERE for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    **{tag: {"align", "colspan", "headers", "rowspan", *_EVERYWHERE} for tag in ("td", "th")},
    "a": {"href", "hreflang", "name", *_EVERYWHERE},
    "audio": {"controls", "src", *_EVERYWHERE},
    "details": {"open", *_EVERYWHERE},
    "img": {"alt", "height", "src", "width", *_EVERYWHERE},
    "ol": {"reversed", "start", "type", *_EVERYWHERE},
    "source": {"src", "type"},
    "video": {"controls", "height", "poster", "src", "width", *_EVERYWHERE},
    "time": {"datetime", *_EVERYWHERE},
    **{
        tag: {"class", *_EVERYWHERE}
        for tag in ("blockquote", "code", "div", "nav", "p", "pre", "section", "span", "sup")
    },
    "*": _EVERYWHERE,
}
_SIZE = re.compile(r"\d{1,5}\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_IDENTIFIER = re.compile(r"[^\s\"'<>&]{1,200}\Z")
_CLASS = re.compile(
    r"(?:language-\S{1,60}|math math-(?:inline|display)|toc|"
    r"admonition(?:-title)?(?: (?:note|tip|important|warning|danger))?|"
    r"footnote-(?:reference|definition|definition-label))\Z"
)
_NAMED = re.compile(r'<a\b(?P<before>[^>]*?) name="(?P<name>[^"]*)"(?P<after>[^>]*)>')
_ANCHOR = re.compile(r'(<a\b(?![^>]* href=)[^>]*?) rel="noopener"')
_DETAILS = re.compile(r"<details\b[^>]*>(?!\s*<summary\b)")
"""The start of a folded section without a title, which HTML forbids."""
_OBSOLETE = re.compile(r"<(/?)(acronym|center|rtc|strike|tt)\b")
_PRESENT_TAGS = {"acronym": "abbr", "center": "div", "rtc": "rt", "strike": "s", "tt": "code"}
_KINDS_OF_NUMBER = frozenset("1aAiI")


def sanitise(html: str) -> str:
    """Return HTML without scripts, styles, frames and unknown URL schemes, with balanced tags."""
    html = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes=SAFE_SCHEMES,
        # The author chose the links, so "nofollow" is not added.
        link_rel="noopener",
    )
    # The sanitiser adds it to anchors too, where HTML forbids it.
    html = _ANCHOR.sub(r"\1", html)
    html = _DETAILS.sub(r"\g<0><summary>…</summary>", html) if "<details" in html else html
    html = _OBSOLETE.sub(lambda match: f"<{match[1]}{_PRESENT_TAGS[match[2]]}", html)
    return _NAMED.sub(_with_id, html) if ' name="' in html else html


def _with_id(match: re.Match[str]) -> str:
    """Return the start tag of an anchor with an id in place of its name, which HTML no longer has."""
    name = "" if ' id="' in match[0] else f' id="{match["name"]}"'
    return f"<a{match['before']}{name}{match['after']}>"


def _filter(tag: str, name: str, value: str) -> str | None:
    pattern = _PATTERNS.get(name)
    if pattern is not None:
        return value if pattern.match(value) else None
    if name == "dir":
        return value.lower() if value.lower() in {"ltr", "rtl", "auto"} else None
    if name == "type" and tag == "ol":
        return value if value in _KINDS_OF_NUMBER else None
    return value


_PATTERNS = {
    **dict.fromkeys(("width", "height", "colspan", "rowspan", "start"), _SIZE),
    "align": re.compile(r"(?:left|center|right)\Z", re.IGNORECASE),
    "class": _CLASS,
    "datetime": re.compile(
        r"\d{4}(?:-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?\Z|"
        r"\d{2}:\d{2}\Z"
    ),
    "id": _IDENTIFIER,
    "lang": _LANGUAGE,
    "name": _IDENTIFIER,
}
