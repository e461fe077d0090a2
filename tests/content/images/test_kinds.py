"""Kinds of images, by their first bytes."""

import pytest

from fsp.content.images.kinds import media_type_of
from fsp.errors import InvalidInput
from tests.content.images.pictures import picture


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (picture("AVIF"), "image/avif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "image/avif"),
        (b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg/>', "image/svg+xml"),
    ],
)
def test_a_published_kind_is_known(data: bytes, media_type: str) -> None:
    assert media_type_of(data) == media_type


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC photo.*export it as JPEG"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "video. Link to it"),
        (b"BM\0\0", "BMP; save it as PNG"),
        (b"II*\0", "TIFF; save it"),
        (b"\x1f\x8b\x08\0", "unpack it"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"", "empty file"),
        (b"hello", "starts with b'hello'; convert it"),
    ],
)
def test_other_files_are_refused_with_advice(data: bytes, advice: str) -> None:
    with pytest.raises(InvalidInput, match=advice):
        media_type_of(data)
