"""AVIF: metadata is blanked out in place. Sources: ISO/IEC 14496-12 (boxes), 23008-12 (HEIF), AVIF 1.1."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from fsp.content.images.parsed import ParsedImage
from fsp.errors import InvalidInput

BRANDS = frozenset({b"avif", b"avis"})
_PRIVATE_ITEMS = frozenset({b"Exif", b"mime", b"uri "})
_PRIVATE_BOXES = frozenset({b"uuid", b"udta"})
_FREE = b"free"


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


@dataclass(frozen=True)
class _Item:
    id: int
    kind: bytes
    kind_at: int
    end: int


def parse_avif(data: bytes) -> ParsedImage:
    """Read an AVIF; raise InvalidInput for a damaged one, because its metadata cannot be found.

    AVIF has its own rotation property, which every browser follows. Its EXIF orientation is ignored.
    """
    clean = bytearray(data)
    try:
        top = {box.kind: box for box in _boxes(data, 0, len(data))}
        meta = _Box(b"meta", top[b"meta"].start, top[b"meta"].body + 4, top[b"meta"].end)
        parts = {box.kind: box for box in _boxes(data, meta.body, meta.end)}
        private = [item for item in _items(data, parts[b"iinf"]) if item.kind in _PRIVATE_ITEMS]
        for item in private:
            clean[item.kind_at : item.end] = _FREE + bytes(item.end - item.kind_at - 4)
        for start, end in _extents(data, parts, {item.id for item in private}):
            clean[start:end] = bytes(end - start)
        for box in _private_boxes(data):
            clean[box.start + 4 : box.start + 8] = _FREE
            clean[box.body : box.end] = bytes(box.end - box.body)
        width, height = _size(data, parts)
    except (KeyError, IndexError, ValueError, struct.error) as error:
        raise InvalidInput("The AVIF image is damaged. Export it again.") from error
    return ParsedImage(bytes(clean), "image/avif", width, height, is_animated=b"moov" in top)


def _boxes(data: bytes, at: int, end: int) -> Iterator[_Box]:
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        stop = at + size if size else end
        if stop < body or stop > end:
            raise ValueError("a box extends past the end of the file")
        yield _Box(kind, at, body, stop)
        at = stop


def _private_boxes(data: bytes) -> Iterator[_Box]:
    for box in _boxes(data, 0, len(data)):
        if box.kind in _PRIVATE_BOXES:
            yield box
        elif box.kind == b"moov":
            inner = list(_boxes(data, box.body, box.end))
            tracks = [part for track in inner if track.kind == b"trak" for part in _boxes(data, track.body, track.end)]
            yield from (part for part in (*inner, *tracks) if part.kind in {*_PRIVATE_BOXES, b"meta"})


def _items(data: bytes, box: _Box) -> Iterator[_Item]:
    at = box.body + (6 if data[box.body] == 0 else 8)
    for entry in _boxes(data, at, box.end):
        version = data[entry.body]
        wide = version >= 3
        number = int.from_bytes(data[entry.body + 4 : entry.body + (8 if wide else 6)], "big")
        kind = entry.body + (10 if wide else 8)
        yield _Item(number, data[kind : kind + 4], kind, entry.end)


def _extents(data: bytes, parts: dict[bytes, _Box], item_ids: set[int]) -> Iterator[tuple[int, int]]:
    """Return the byte ranges of the wanted items; raise ValueError if one leaves the file."""
    box = parts[b"iloc"]
    version, at = data[box.body], box.body + 4
    offset_bytes, length_bytes = data[at] >> 4, data[at] & 15
    base_bytes, index_bytes = data[at + 1] >> 4, (data[at + 1] & 15) if version else 0
    reader = _Reader(data, at + 2)
    for _ in range(reader.number(4 if version == 2 else 2)):
        item_id = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        base = reader.number(base_bytes)
        for _ in range(reader.number(2)):
            reader.number(index_bytes)
            start = base + reader.number(offset_bytes)
            length = reader.number(length_bytes)
            start += parts[b"idat"].body if method == 1 else 0
            if method > 1 or start + length > len(data):
                raise ValueError("an item extends past the end of the file")
            if item_id in item_ids:
                yield start, start + length if length else len(data)


def _size(data: bytes, parts: dict[bytes, _Box]) -> tuple[int, int]:
    """Return the width and height of the picture as it is shown."""
    primary = parts[b"pitm"]
    primary_id = int.from_bytes(data[primary.body + 4 : primary.body + (8 if data[primary.body] else 6)], "big")
    inner = {box.kind: box for box in _boxes(data, parts[b"iprp"].body, parts[b"iprp"].end)}
    properties = list(_boxes(data, inner[b"ipco"].body, inner[b"ipco"].end))
    own = {properties[index - 1].kind: properties[index - 1] for index in _properties_of(data, inner, primary_id)}
    width, height = struct.unpack_from(">II", data, own[b"ispe"].body + 4)
    is_turned = b"irot" in own and data[own[b"irot"].body] & 1
    return (height, width) if is_turned else (width, height)


def _properties_of(data: bytes, inner: dict[bytes, _Box], item_id: int) -> list[int]:
    box = inner[b"ipma"]
    version, has_wide_indexes = data[box.body], data[box.body + 3] & 1
    reader = _Reader(data, box.body + 4)
    for _ in range(reader.number(4)):
        number = reader.number(4 if version else 2)
        mask = 0x7FFF if has_wide_indexes else 0x7F
        indexes = [reader.number(2 if has_wide_indexes else 1) & mask for _ in range(reader.number(1))]
        if number == item_id:
            return [index for index in indexes if index]
    raise ValueError("image has no properties")


@dataclass
class _Reader:
    data: bytes
    at: int

    def number(self, length: int) -> int:
        """Read the next unsigned integer of this many bytes."""
        if self.at + length > len(self.data):
            raise ValueError("file is truncated")
        value = int.from_bytes(self.data[self.at : self.at + length], "big")
        self.at += length
        return value
