"""Images, kept by their SHA-256."""

import pytest

from fsp.content.media import beside, media_type_of, path_in_folder, read_path, store
from fsp.errors import InvalidInput
from fsp.settings import Settings


def test_an_image_is_kept_once(settings: Settings) -> None:
    first, second = store(settings, b"\x89PNG\r\n\x1a\n1"), store(settings, b"\x89PNG\r\n\x1a\n1")

    assert first == second
    assert read_path(settings, first).read_bytes() == b"\x89PNG\r\n\x1a\n1"


@pytest.mark.parametrize("data", [b"<svg/>", b"MZ", b""])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="PNG"):
        media_type_of(data)


def test_types_are_told_by_the_first_bytes() -> None:
    assert media_type_of(b"RIFF0000WEBPVP8 ") == "image/webp"
    assert media_type_of(b"\xff\xd8\xff\xe0") == "image/jpeg"


@pytest.mark.parametrize(
    ("url", "found"),
    [("b.png", "a/b.png"), ("../b%20c.png", "b c.png"), ("../../b.png", None), ("https://x.org/b.png", None)],
)
def test_an_image_is_looked_for_beside_its_text(url: str, found: str | None) -> None:
    assert path_in_folder("a/post.md", url) == found


def test_a_path_already_decoded_is_not_decoded_again() -> None:
    assert beside("post.md", "100%25.png") == "100%25.png"
