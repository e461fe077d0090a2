"""WebP: chunks without metadata. Source: WebP container specification; RFC 9649."""

import struct

from fsp.content.images.exif import UPRIGHT, orientation_of
from fsp.content.images.parsed import ParsedImage

KEPT_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04


def parse_webp(data: bytes) -> ParsedImage:
    """Read a WebP. Data after its end is dropped."""
    parts: list[bytes] = []
    size: tuple[int | None, int | None] = (None, None)
    orientation, at, damage, unread, is_animated = UPRIGHT, 12, "", b"", False
    stop = 8 + int.from_bytes(data[4:8], "little")
    if stop > len(data):
        damage = "file is truncated"
    while at + 8 <= min(stop, len(data)):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body, end = data[at + 8 : at + 8 + length], at + 8 + length + length % 2
        if len(body) < length:
            damage, unread = "file is truncated", data[at:] if name in KEPT_CHUNKS else b""
            break
        if size[0] is None:
            size = _size_of(name, body)
        if name == b"VP8X" and body:
            body = bytes([body[0] & ~(_EXIF_FLAG | _XMP_FLAG)]) + body[1:]
        if name == b"EXIF":
            orientation = orientation_of(body.removeprefix(b"Exif\0\0"))
        is_animated = is_animated or name == b"ANIM"
        if name in KEPT_CHUNKS:
            parts += [data[at : at + 8], body, b"\0" * (length % 2)]
        at = end
    if not damage and size[0] is None:
        damage = "file contains no image"
    chunks = b"".join([*parts, unread])
    # A truncated file keeps its declared length, so that the truncation is still detected next time.
    riff_bytes = int.from_bytes(data[4:8], "little") if unread else len(chunks) + 4
    clean = b"".join([b"RIFF", struct.pack("<I", riff_bytes), b"WEBP", chunks])
    return ParsedImage(
        clean,
        "image/webp",
        *size,
        orientation=orientation,
        is_animated=is_animated,
        damage=damage,
        unread=unread,
    )


def _size_of(name: bytes, body: bytes) -> tuple[int | None, int | None]:
    if name == b"VP8X" and len(body) >= 10:
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8L" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 " and len(body) >= 10:
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    return None, None
