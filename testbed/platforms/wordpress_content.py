"""What WordPress does to the text of a post when it stores it and when it shows it, as seen with version 6.1."""

import re
from typing import Any

_SHORTCODE = re.compile(r"\[(?:gallery|audio|video|caption|embed|playlist|wp_caption)\b[^\]]*\]")
_SCRIPT = re.compile(r"</?script\b[^>]*>", re.IGNORECASE)
_HANDLER = re.compile(r"\s+on\w+=(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")


def stored(text: str, *, is_filtered: bool) -> str:
    """Return a text as it is stored. Users without the right `unfiltered_html` have theirs filtered."""
    if not is_filtered:
        return text
    return _BARE_AMPERSAND.sub("&amp;", _HANDLER.sub("", _SCRIPT.sub("", text)))


def rendered(content: str) -> str:
    """Return a content as visitors get it: shortcodes are replaced even in code, and lines become paragraphs.

    A content with blocks keeps its lines.
    """
    shown = _SHORTCODE.sub("", content)
    if "<!-- wp:" in content:
        return re.sub(r"<!-- /?wp:\w+ -->", "", shown)
    parts = [part for part in re.split(r"\n\n+", shown) if part.strip()]
    return "\n".join(part if part.lstrip().startswith("<") else f"<p>{part}</p>" for part in parts)


def only_fields(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Return the fields that `_fields` names, such as `id` and `content.raw`; all without names."""
    if not names:
        return row
    chosen: dict[str, Any] = {}
    for name in names:
        outer, _, inner = name.partition(".")
        if outer not in row:
            continue
        if inner:
            chosen.setdefault(outer, {})[inner] = row[outer].get(inner)
        else:
            chosen[outer] = row[outer]
    return chosen
