"""PNG: chunks without metadata. Source: W3C PNG, third edition."""

import re
import struct
import zlib

from fsp.content.images.exif import UPRIGHT, orientation_of
from fsp.content.images.parsed import ParsedImage

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT_CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_CHUNK_NAME = re.compile(rb"[A-Za-z]{4}\Z")


def parse_png(data: bytes) -> ParsedImage:
    """Read a PNG. Data after its end is dropped."""
    parts: list[bytes | memoryview] = [SIGNATURE]
    view = memoryview(data)
    size: tuple[int | None, int | None] = (None, None)
    orientation, at, damage, unread, is_animated = UPRIGHT, len(SIGNATURE), "", b"", False
    while True:
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if not _CHUNK_NAME.match(name):
            damage, unread = "PNG is incomplete" if at + 8 <= len(data) else "file is truncated", data[at:]
            break
        if end > len(data):
            damage, unread = "file is truncated", data[at:] if name in KEPT_CHUNKS else b""
            break
        if name in _CRITICAL and zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            damage = damage or f"chunk {name.decode()} is damaged"
        if name == b"IHDR" and length >= 8:
            size = struct.unpack_from(">II", data, at + 8)
        if name == b"eXIf":
            orientation = orientation_of(data[at + 8 : end - 4])
        is_animated = is_animated or name == b"acTL"
        if name in KEPT_CHUNKS:
            parts.append(view[at:end])
        at = end
        if name == b"IEND":
            break
    return ParsedImage(
        b"".join([*parts, unread]),
        "image/png",
        *size,
        orientation=orientation,
        is_animated=is_animated,
        damage=damage,
        unread=unread,
    )
