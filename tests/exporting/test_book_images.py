"""Images: one whose size cannot be read does not enter a book."""

import pytest

from fsp.exporting.book_images import is_readable
from fsp.exporting.epub import NOT_SHOWN

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffffc0000b080002000301011100") + b"\0" * 8
GIF = b"GIF89a\x01\x00\x02\x00" + b"\0" * 30
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize(
    ("data", "media_type", "expected"),
    [
        (NOT_SHOWN, "image/png", True),
        (NOT_SHOWN[:20], "image/png", False),
        (NOT_SHOWN[:8] + b"\0" * 40, "image/png", False),
        (JPEG, "image/jpeg", True),
        (b"\xff\xd8\xff" + b"\0" * 40, "image/jpeg", False),
        (b"\xff" * 60, "image/jpeg", False),
        (GIF, "image/gif", True),
        (GIF[:6] + b"\0" * 40, "image/gif", False),
        (SVG, "image/svg+xml", True),
        (b"<svg>", "image/svg+xml", False),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "image/svg+xml", False),
        (b"RIFF" + b"\0" * 40, "image/webp", True),
        (b"\0" * 40, "image/tiff", False),
    ],
)
def test_an_image_is_readable_when_its_size_is(data: bytes, media_type: str, expected: bool) -> None:
    assert is_readable(data, media_type) is expected
