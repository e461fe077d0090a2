"""Images, kept by their SHA-256."""

import hashlib

import pytest

from fsp.content.media import beside, hash_of, path_in_folder, read_path, store
from fsp.settings import Settings
from tests.content.images.pictures import SECRET, exif, picture


def test_an_image_is_kept_once_without_its_metadata(settings: Settings) -> None:
    photo = picture("JPEG", exif=exif(orientation=6))

    first, second = store(settings, photo), store(settings, photo)

    data = read_path(settings, first).read_bytes()
    assert first == second == hash_of(photo) == hash_of(data) == hashlib.sha256(data).hexdigest()
    assert SECRET not in data


@pytest.mark.parametrize("left", [None, b"half"])
def test_a_lost_or_cut_off_file_is_written_again(settings: Settings, left: bytes | None) -> None:
    sha256 = store(settings, picture("PNG"))
    file = read_path(settings, sha256)
    file.unlink()
    if left is not None:
        file.write_bytes(left)

    store(settings, picture("PNG"))

    assert hashlib.sha256(file.read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize(
    ("url", "path"),
    [("b.png", "a/b.png"), ("../b%20c.png", "b c.png"), ("../../b.png", None), ("https://x.org/b.png", None)],
)
def test_an_image_is_looked_for_beside_its_text(url: str, path: str | None) -> None:
    assert path_in_folder("a/post.md", url) == path


def test_a_path_already_decoded_is_not_decoded_again() -> None:
    assert beside("post.md", "100%25.png") == "100%25.png"
