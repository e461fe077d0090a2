"""Reads the elements of a WordPress export one at a time."""

import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from fsp.errors import InvalidInput

_HEAD_BYTES = 64 * 1024
_CONTROL = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_VERSION = re.compile(r"\A\{http://wordpress\.org/export/1\.\d/(excerpt/)?\}")


class CleanXml:
    """Reads an XML file without the control characters that XML forbids, but WordPress writes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        while data := self._file.read(size):
            clean = data.translate(None, _CONTROL)
            if clean:
                return clean
        return b""


def elements_of(file: IO[bytes]) -> Iterator[Element]:
    """Return the items, the authors, and the facts of the site."""
    if b"<!DOCTYPE" in file.read(_HEAD_BYTES):
        raise InvalidInput(
            "The WordPress export declares a document type, which a WordPress export never does. Export it again."
        )
    file.seek(0)
    depth = 0
    try:
        # Without a document type there are no entities to expand.
        for event, element in iterparse(CleanXml(file), events=("start", "end")):  # noqa: S314
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 2:  # noqa: PLR2004  (rss > channel > element)
                yield element
    except ParseError as error:
        raise InvalidInput(f"The WordPress export is not well-formed XML: {error}. Export it again.") from error


def local_name(tag: str) -> str:
    """Return the name of an element without its namespace of WordPress."""
    return _VERSION.sub("", tag)


def text_of(element: Element, name: str) -> str:
    """Return the text of the first child with this name; empty if there is none."""
    return next(((child.text or "").strip() for child in element if local_name(child.tag) == name), "")
