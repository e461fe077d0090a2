"""Writes a document as a file that an import reads as the same post."""

from dataclasses import replace
from typing import Any

from fsp.content.document import Document
from fsp.content.front_matter import parse, write
from fsp.errors import InvalidInput

_CHECKED = (
    *("title", "summary", "brief", "tags", "authors", "cover", "language", "series", "weight", "layout"),
    *("canonical_url", "extra"),
)


def is_body_exact(body: str) -> bool:
    """Return whether a file must say that its text is exact: front matter would normalise its line endings."""
    return body != body.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def write_exact(document: Document, *, file_name: str = "") -> str:
    """Return the file. Values that front matter would change are stored in the document's exported state, if any."""
    written = write(document)
    different = _read_differently(document, written, file_name)
    if not different or document.exported is None:
        return written
    return write(replace(document, exported=replace(document.exported, fields=different)))


def _read_differently(document: Document, written: str, file_name: str) -> dict[str, Any]:
    """Return the fields that an import would read differently."""
    try:
        read = parse(written, file_name=file_name)
    except InvalidInput:
        return {}
    pairs = {name: (getattr(document, name), getattr(read, name)) for name in _CHECKED}
    return {name: list(own) if isinstance(own, tuple) else own for name, (own, other) in pairs.items() if own != other}
