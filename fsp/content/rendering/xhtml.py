"""Converts HTML to XHTML for EPUB."""

import re
from html import escape
from html.parser import HTMLParser

VOID_ELEMENTS = frozenset({"area", "br", "col", "hr", "img", "source", "wbr"})

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)


def as_xhtml(html: str) -> str:
    """Return cleaned, balanced HTML as a well-formed fragment of XHTML."""
    writer = _XhtmlWriter()
    writer.feed(html)
    writer.close()
    return _NOT_IN_XML.sub("", "".join(writer.parts))


class _XhtmlWriter(HTMLParser):
    """Closes void elements and replaces entities by characters."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs if _NAME.match(name)}
        if "lang" in values:
            values["xml:lang"] = values["lang"]
        if tag == "img":
            values.pop("loading", None)
        written = "".join(f' {name}="{escape(value)}"' for name, value in values.items())
        self.parts.append(f"<{tag}{written}/>" if tag in VOID_ELEMENTS else f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID_ELEMENTS:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))
