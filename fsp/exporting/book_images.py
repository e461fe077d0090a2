"""Which images a book can contain: those with a readable size, each under its own name."""

import struct
from collections.abc import Callable
from xml.etree import ElementTree as ET

from fsp.errors import NotFound

ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "image/avif": "avif",
}
CORE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/svg+xml"})
"""Types that every reader shows. Readers of EPUB 3.3 also show WebP. All other types get a fallback image."""

_MIN_BYTES = 34
"""Images with a readable size are never smaller."""
_FILL = 0xFF
_SIZE_MARKS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_LONE_MARKS = frozenset({0x01, *range(0xD0, 0xD8)})


def usable_image(read_image: Callable[[str], bytes], sha256: str, media_type: str) -> bytes | None:
    """Return an image that a book can show; None if it is missing or damaged, because that must not prevent a book."""
    try:
        data = read_image(sha256)
    except (OSError, NotFound):
        return None
    return data if is_readable(data, media_type) else None


def is_readable(data: bytes, media_type: str) -> bool:
    """Return whether a reader can determine the size of the image."""
    if media_type == "image/svg+xml":
        return _is_svg(data)
    if len(data) < _MIN_BYTES:
        return False
    match media_type:
        case "image/png":
            return data[12:16] == b"IHDR" and 0 not in struct.unpack(">II", data[16:24])
        case "image/gif":
            return 0 not in struct.unpack("<HH", data[6:10])
        case "image/jpeg":
            return _has_jpeg_size(data)
    return media_type in ENDINGS


def _has_jpeg_size(data: bytes) -> bool:
    at = 2
    while at + 9 < len(data) and data[at] == _FILL:
        mark = data[at + 1]
        if mark in _SIZE_MARKS:
            return 0 not in struct.unpack(">HH", data[at + 5 : at + 9])
        if mark == _FILL:
            at += 1
        else:
            at += 2 if mark in _LONE_MARKS else 2 + int.from_bytes(data[at + 2 : at + 4])
    return False


def _is_svg(data: bytes) -> bool:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return False
    try:
        return ET.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  (entities are refused above)
    except (ET.ParseError, ValueError):
        return False
