"""JPEG: segments without metadata. Sources: ITU-T T.81, JFIF 1.02, ICC.1 (APP2), Adobe TN 5116 (APP14)."""

import re
import struct

from fsp.content.images.exif import UPRIGHT, orientation_of
from fsp.content.images.parsed import ParsedImage

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_KEPT_SEGMENTS = {0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
# In pixel data, FF is followed by 00 or a restart marker.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def parse_jpeg(data: bytes) -> ParsedImage:
    """Read a JPEG. Data after its end, such as the video of a motion photo, is dropped."""
    parts: list[bytes] = [data[:2]]
    size: tuple[int | None, int | None] = (None, None)
    orientation, at, damage, unread = UPRIGHT, 2, "", b""
    while True:
        match = _MARKER.search(data, at)
        if match is None:
            damage, unread = "file is truncated", data[at:]
            break
        marker, at = data[match.start() + 1], match.end()
        if marker in _WITHOUT_LENGTH or marker == _START:
            continue
        if marker == _END:
            parts.append(b"\xff\xd9")
            break
        length = int.from_bytes(data[at : at + 2], "big")
        segment = data[at + 2 : at + length]
        if length < 2 or at + length > len(data):
            damage, unread = "file is truncated", data[match.start() :]
            break
        if marker in _FRAMES and len(segment) >= 5:
            height, width = struct.unpack_from(">HH", segment, 1)
            size = (width or None, height or None)
        if marker == 0xE1 and segment.startswith(b"Exif\0\0") and orientation == UPRIGHT:
            orientation = orientation_of(segment[6:])
        parts += _kept(marker, segment)
        at += length
        if marker == _SCAN:
            end = _MARKER.search(data, at)
            parts.append(data[at : end.start() if end else len(data)])
            at = end.start() if end else len(data)
    if not damage and size[0] is None:
        damage = "image has no dimensions"
    clean = b"".join([*parts, unread])
    return ParsedImage(clean, "image/jpeg", *size, orientation=orientation, damage=damage, unread=unread)


def _kept(marker: int, segment: bytes) -> list[bytes]:
    """Return a segment in its cleaned form. Of the application segments, only those that affect the pixels are kept."""
    if marker == 0xE0 and segment.startswith(b"JFIF\0") and len(segment) >= 14:
        # An embedded thumbnail may show what was cropped from the image.
        segment = segment[:12] + b"\0\0"
    elif (marker in _APPLICATION or marker == _COMMENT) and not segment.startswith(_KEPT_SEGMENTS.get(marker, ())):
        return []
    return [struct.pack(">BBH", 0xFF, marker, len(segment) + 2), segment]
