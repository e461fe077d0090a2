"""Smaller versions of images."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fsp.content.images import sizes
from fsp.content.images.sizes import sized_images
from fsp.content.media import store
from fsp.settings import Settings


def picture(width: int, height: int, *, kind: str = "JPEG", mode: str = "RGB", **more: Any) -> bytes:
    written = io.BytesIO()
    Image.new(mode, (width, height), 90).save(written, kind, **more)
    return written.getvalue()


def sizes_of(files: dict[int, Path]) -> dict[int, tuple[int, int]]:
    shown = {}
    for width, file in files.items():
        with Image.open(file) as image:
            shown[width] = image.size
    return shown


def test_versions_are_narrower_and_keep_their_proportions(settings: Settings) -> None:
    sha256 = store(settings, picture(1200, 600))

    assert sizes_of(sized_images(settings, sha256, 1200)) == {480: (480, 240), 960: (960, 480)}


def test_they_are_made_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = store(settings, picture(1000, 500))
    first = sized_images(settings, sha256, 1000)
    monkeypatch.setattr(sizes, "_resize", None)

    assert sized_images(settings, sha256, 1000) == first


def test_transparency_stays(settings: Settings) -> None:
    sha256 = store(settings, picture(600, 10, kind="PNG", mode="RGBA"))

    with Image.open(sized_images(settings, sha256, 600)[480]) as image:
        assert image.mode == "RGBA"


def test_a_small_or_missing_image_has_none(settings: Settings) -> None:
    assert sized_images(settings, store(settings, picture(480, 20)), 480) == {}
    assert sized_images(settings, "0" * 64, 1000) == {}


def test_an_animation_or_a_drawing_has_none(settings: Settings) -> None:
    frames = [Image.new("RGB", (600, 20), colour) for colour in ("red", "blue")]
    animation = picture(600, 20, kind="WEBP", save_all=True, append_images=frames)
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"></svg>'

    assert [sized_images(settings, store(settings, data), 900) for data in (animation, drawing)] == [{}, {}]


def test_an_image_that_cannot_be_read_is_tried_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = store(settings, b"\x89PNG\r\n\x1a\n and the rest")
    assert sized_images(settings, sha256, 900) == {}
    monkeypatch.setattr(sizes, "_resize", None)

    assert sized_images(settings, sha256, 900) == {}
