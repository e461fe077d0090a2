"""Images as they are kept: without private metadata, upright, the same each time."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from fsp.content.images import clean
from fsp.content.images.clean import clean_image
from fsp.errors import InvalidInput
from tests.content.images.pictures import SECRET, exif, opened, picture

KINDS = ("JPEG", "PNG", "WEBP", "AVIF")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_metadata_is_removed_and_the_pixels_stay(kind: str) -> None:
    data = picture(kind, exif=exif(), icc_profile=PROFILE)

    image = clean_image(data)

    assert SECRET in data
    assert SECRET not in image.data
    assert opened(image.data).tobytes() == opened(data).tobytes()
    assert opened(image.data).info["icc_profile"] == PROFILE
    assert (image.width, image.height, image.fault, image.notes) == (40, 20, "", ())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_photo_is_turned_upright(kind: str, orientation: int) -> None:
    data = picture(kind, exif=exif(orientation=orientation), icc_profile=PROFILE)

    image = clean_image(data)

    cleaned = opened(image.data)
    assert (image.width, image.height) == cleaned.size == ((20, 40) if orientation > 4 else (40, 20))
    assert not cleaned.getexif()
    assert cleaned.info["icc_profile"] == PROFILE
    red, _, blue = cleaned.convert("RGB").getpixel((2, 2))  # type: ignore[misc]
    assert (red > blue) == (orientation in {4, 5, 6})


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_what_is_kept_stays_the_same_when_it_comes_again(kind: str, orientation: int) -> None:
    first = clean_image(picture(kind, exif=exif(orientation=orientation)))

    assert clean_image(first.data) == first


def test_an_animation_stays_one() -> None:
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "green", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50, loop=0)

        assert getattr(opened(clean_image(out.getvalue()).data), "n_frames", 1) == 3, kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_cut_off_image_is_kept_and_named(kind: str) -> None:
    data = picture(kind, size=(90, 90))

    image = clean_image(data[:-9])

    assert "damaged" in image.fault
    assert "Export it again" in image.fault
    assert clean_image(image.data) == image


def test_a_damaged_image_whose_metadata_cannot_be_removed_is_refused() -> None:
    data = picture("PNG")[:8] + b"\0\0\0\x08\0\0\0\0" + b"Exif\0\0" + SECRET

    with pytest.raises(InvalidInput, match="position cannot be removed"):
        clean_image(data)


@pytest.mark.parametrize("length", [*range(20), 40, 100, 200, 290])
def test_a_cut_off_avif_is_refused(length: int) -> None:
    with pytest.raises(InvalidInput):
        clean_image(picture("AVIF")[:length])


def test_an_image_with_too_many_pixels_or_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = picture("PNG")[:16] + struct.pack(">II", 50_000, 50_000) + picture("PNG")[24:]

    with pytest.raises(InvalidInput, match=r"image is 50000 × 50000 pixels .*Make it smaller"):
        clean_image(huge)
    monkeypatch.setattr(clean, "MAX_IMAGE_BYTES", 10)
    with pytest.raises(InvalidInput, match="Make it smaller"):
        clean_image(picture("PNG"))


def test_a_photo_that_cannot_be_decoded_is_kept_unturned() -> None:
    data = picture("PNG", exif=exif(orientation=6))
    at = data.index(b"IDAT")
    length = int.from_bytes(data[at - 4 : at], "big")
    broken = data[: at - 4] + data[at + length + 8 :]

    image = clean_image(broken)

    assert "its orientation was not corrected" in image.fault
    assert SECRET not in image.data
