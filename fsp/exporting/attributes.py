"""The attributes and values that EPUB allows. All others are removed."""

import re
from collections.abc import Callable, Mapping

from fsp.content.languages import language_tag
from fsp.exporting.book_links import valid_link

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_MOMENT = re.compile(r"\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?\Z")
_MAX_SPAN = 1000


def safe_id(written: str) -> str:
    """Return an id, or a fragment that links to it, with only characters that every reader accepts; empty for an empty
    one.
    """
    text = written.strip()
    if not text or _ID.match(text):
        return text
    return "id-" + "".join(
        character if _ID.match(f"_{character}") and character != "_" else f"_{ord(character):x}" for character in text
    )


def cleaned_attributes(tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the valid attributes of an element. The caller handles ids, links and images."""
    rules = _GLOBAL | _OF_ELEMENT.get(tag, {})
    checked = {name: rules[name](value) for name, value in attributes.items() if name in rules}
    valid = {name: value for name, value in checked.items() if value is not None}
    if "lang" in valid:
        valid["xml:lang"] = valid["lang"]
    align = attributes.get("align", "") or _alignment(attributes.get("style", ""))
    if align in {"left", "right", "center"} and tag in {"td", "th", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6"}:
        valid["class"] = " ".join([*valid.get("class", "").split(), align])
    return valid


def _alignment(style: str) -> str:
    match = re.search(r"text-align:\s*(\w+)", style)
    return match[1] if match else ""


def _text(value: str) -> str | None:
    return value


def _classes(value: str) -> str | None:
    return " ".join(value.split()) or None


def _language(value: str) -> str | None:
    return language_tag(value) or None


def _number(low: int, high: int) -> Callable[[str], str | None]:
    def check(value: str) -> str | None:
        text = value.strip().removesuffix("px")
        is_number = re.fullmatch(r"-?\d{1,9}", text) is not None
        return str(int(text)) if is_number and low <= int(text) <= high else None

    return check


def _of(*words: str) -> Callable[[str], str | None]:
    return lambda value: value if value in words else None


def _switch(name: str) -> Callable[[str], str | None]:
    return lambda _: name


def _moment(value: str) -> str | None:
    return value if _MOMENT.match(value) else None


_GLOBAL: dict[str, Callable[[str], str | None]] = {
    "class": _classes,
    "title": _text,
    "lang": _language,
    "dir": _of("ltr", "rtl", "auto"),
}
_ANY = 10**9
_CELL = {"colspan": _number(1, _MAX_SPAN), "rowspan": _number(0, _MAX_SPAN)}
_CHANGE = {"cite": valid_link, "datetime": _moment}
_OF_ELEMENT: dict[str, dict[str, Callable[[str], str | None]]] = {
    "a": {"hreflang": _language},
    "bdo": {"dir": _of("ltr", "rtl")},
    "blockquote": {"cite": valid_link},
    "col": {"span": _number(1, _MAX_SPAN)},
    "colgroup": {"span": _number(1, _MAX_SPAN)},
    "data": {"value": _text},
    "del": _CHANGE,
    "details": {"open": _switch("open")},
    "img": {"alt": _text, "width": _number(0, _ANY), "height": _number(0, _ANY)},
    "ins": _CHANGE,
    "li": {"value": _number(-_ANY, _ANY)},
    "ol": {"start": _number(-_ANY, _ANY), "reversed": _switch("reversed"), "type": _of("1", "a", "A", "i", "I")},
    "q": {"cite": valid_link},
    "td": _CELL,
    "th": _CELL | {"scope": _of("row", "col", "rowgroup", "colgroup"), "abbr": _text},
    "time": {"datetime": _moment},
}
