"""GIF: blocks without comments and metadata. Source: GIF89a specification."""

import struct

from fsp.content.images.parsed import ParsedImage

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_GRAPHIC_CONTROL, _PLAIN_TEXT, _APPLICATION = 0xF9, 0x01, 0xFF
_KEPT_APPLICATIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_HAS_TABLE = 0x80


class _EndsTooEarly(Exception):
    pass


def parse_gif(data: bytes) -> ParsedImage:
    """Read a GIF. Data after its end is dropped."""
    if len(data) < 13:
        return ParsedImage(data, "image/gif", damage="file is truncated", unread=data[6:])
    width, height = struct.unpack_from("<HH", data, 6)
    at = 13 + _table_bytes(data[10])
    parts, images, damage, unread = [data[:at]], 0, "", b""
    while True:
        try:
            end = _block_end(data, at)
        except _EndsTooEarly:
            is_image = data[at : at + 1] == bytes([_IMAGE])
            damage, unread = "file is truncated", data[at:] if is_image else b""
            break
        images += data[at] == _IMAGE
        if _is_kept(data, at):
            parts.append(data[at:end])
        if data[at] == _TRAILER:
            break
        at = end
    clean = b"".join([*parts, unread])
    return ParsedImage(clean, "image/gif", width, height, is_animated=images > 1, damage=damage, unread=unread)


def _block_end(data: bytes, at: int) -> int:
    kind = data[at : at + 1]
    if kind == bytes([_TRAILER]):
        return at + 1
    if kind == bytes([_EXTENSION]):
        return _after_sub_blocks(data, at + 2)
    if kind == bytes([_IMAGE]) and at + 10 <= len(data):
        return _after_sub_blocks(data, at + 11 + _table_bytes(data[at + 9]))
    raise _EndsTooEarly


def _after_sub_blocks(data: bytes, at: int) -> int:
    while at < len(data):
        if data[at] == 0:
            return at + 1
        at += 1 + data[at]
    raise _EndsTooEarly


def _is_kept(data: bytes, at: int) -> bool:
    if data[at] != _EXTENSION:
        return True
    label = data[at + 1]
    is_known_application = label == _APPLICATION and data[at + 3 : at + 14] in _KEPT_APPLICATIONS
    return label in {_GRAPHIC_CONTROL, _PLAIN_TEXT} or is_known_application


def _table_bytes(flags: int) -> int:
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & _HAS_TABLE else 0
