"""Images, kept by their SHA-256."""

import pytest

from fsp.content.media import media_type_of, path_of, store
from fsp.errors import InvalidInput
from fsp.settings import Settings


def test_an_image_is_kept_once(settings: Settings) -> None:
    first, second = store(settings, b"\x89PNG\r\n\x1a\n1"), store(settings, b"\x89PNG\r\n\x1a\n1")

    assert first == second
    assert path_of(settings, first).read_bytes() == b"\x89PNG\r\n\x1a\n1"


@pytest.mark.parametrize("data", [b"<svg/>", b"MZ", b""])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="PNG"):
        media_type_of(data)


def test_types_are_told_by_the_first_bytes() -> None:
    assert media_type_of(b"RIFF0000WEBPVP8 ") == "image/webp"
    assert media_type_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
