"""What is left out of each format, and what stays."""

import struct
import zlib
from typing import Any

import pytest

from fsp.content.images.avif import parse_avif
from fsp.content.images.exif import orientation_of
from fsp.content.images.gif import parse_gif
from fsp.content.images.jpeg import parse_jpeg
from fsp.content.images.png import parse_png
from fsp.content.images.webp import parse_webp
from fsp.errors import InvalidInput
from tests.content.images.pictures import SECRET, exif, jpeg_segment, opened, picture


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.mark.parametrize(
    "segment",
    [
        jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        jpeg_segment(0xED, b"Photoshop 3.0\0" + SECRET),
        jpeg_segment(0xE2, b"MPF\0" + SECRET),
        jpeg_segment(0xE0, b"JFXX\0" + SECRET),
        jpeg_segment(0xEB, SECRET),
        jpeg_segment(0xFE, SECRET),
    ],
)
def test_a_jpeg_loses_what_applications_wrote_into_it(segment: bytes) -> None:
    plain = picture("JPEG")

    parsed = parse_jpeg(plain[:2] + segment + plain[2:])

    assert (parsed.data, parsed.damage) == (plain, "")


def test_a_jpeg_loses_its_small_picture_and_what_follows_its_end() -> None:
    plain = picture("JPEG")
    thumbnail = jpeg_segment(0xE0, plain[6:18] + b"\x02\x01" + SECRET)

    parsed = parse_jpeg(plain[:2] + thumbnail + plain[20:] + SECRET)

    assert parsed.data == plain


@pytest.mark.parametrize("options", [{"progressive": True}, {"quality": 100}, {"restart_marker_rows": 1}])
def test_every_scan_of_a_jpeg_stays(options: dict[str, Any]) -> None:
    plain = picture("JPEG", size=(300, 200), **options)

    parsed = parse_jpeg(plain)

    assert (parsed.data, parsed.width, parsed.height) == (plain, 300, 200)


@pytest.mark.parametrize("name", [b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf", b"caBX"])
def test_a_png_loses_texts_and_times(name: bytes) -> None:
    plain = picture("PNG", dpi=(72, 72))

    parsed = parse_png(plain[:33] + _chunk(name, SECRET) + plain[33:] + SECRET)

    assert (parsed.data, parsed.damage) == (plain, "")


def test_a_png_with_a_wrong_checksum_is_damaged() -> None:
    plain = picture("PNG")

    assert parse_png(plain[:30] + b"\0" + plain[31:]).damage == "chunk IHDR is damaged"


def test_a_gif_loses_comments_and_metadata_and_keeps_its_loop() -> None:
    plain = picture("GIF")
    comment = b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    metadata = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0"
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    at = plain.index(b"\x2c", 13 + 3 * 2 ** ((plain[10] & 7) + 1))

    parsed = parse_gif(plain[:at] + comment + metadata + loop + plain[at:] + SECRET)

    assert (parsed.data, parsed.width, parsed.height) == (plain[:at] + loop + plain[at:], 40, 20)


@pytest.mark.parametrize("lossless", [False, True])
def test_a_webp_loses_its_metadata_and_the_flags_for_it(lossless: bool) -> None:
    data = picture("WEBP", exif=exif(), xmp=SECRET, lossless=lossless)

    parsed = parse_webp(data)

    assert SECRET not in parsed.data
    assert len(parsed.data) == 8 + int.from_bytes(parsed.data[4:8], "little")
    assert parsed.data[20] & 0x0C == 0
    assert (parsed.width, parsed.height) == opened(parsed.data).size == (40, 20)


def test_an_avif_is_blanked_out_in_place() -> None:
    data = picture("AVIF", exif=exif(), xmp=SECRET)

    parsed = parse_avif(data)

    assert len(parsed.data) == len(data)
    assert SECRET not in parsed.data
    assert b"Exif" not in parsed.data


def test_an_avif_that_is_turned_by_its_property_has_the_turned_size() -> None:
    assert (parse_avif(picture("AVIF", exif=exif(orientation=6))).width) == 20


def test_an_avif_whose_picture_is_cut_off_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"AVIF image is damaged. Export it again"):
        parse_avif(picture("AVIF")[:-5])


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_orientation_is_read_in_both_orders(order: str) -> None:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, 8, 0)

    assert orientation_of(mark + struct.pack(f"{order}IH", 8, 1) + entry) == 8


@pytest.mark.parametrize("block", [b"", b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\0\x05", b"nonsense"])
def test_a_damaged_block_means_upright(block: bytes) -> None:
    assert orientation_of(block) == 1
