"""Parses the start tags of cleaned HTML, whose attributes are always quoted and escaped."""

import re
from html import escape, unescape

_ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')


def attributes(written: str) -> dict[str, str]:
    """Return the attributes of a start tag."""
    if "&" not in written:
        return dict(_ATTRIBUTE.findall(written))
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def start_tag(name: str, values: dict[str, str]) -> str:
    """Return a start tag with these attributes."""
    written = "".join(f' {key}="{escape(value)}"' for key, value in values.items())
    return f"<{name}{written}>"


def text_of(html: str) -> str:
    """Return the text of cleaned HTML, including the alternative texts of images."""
    html = re.sub(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>', r"\1", html) if "<img" in html else html
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
