"""Images as a platform takes them: upright, without their position, within its limits."""

import hashlib
import io
import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, TiffImagePlugin

from fsp.content import media
from fsp.content.images.clean import clean_image
from fsp.destinations import images
from fsp.destinations.contract import ImageLimits, PostImage, PreparedImage
from fsp.destinations.images import prepare_image, prepare_stored
from fsp.errors import InvalidInput, PermanentFailure
from fsp.settings import Settings

JPEG_ONLY = ImageLimits(media_types=("image/jpeg",))
STILL = ImageLimits(media_types=("image/jpeg", "image/png"))
GPS_TAG, ORIENTATION_TAG, MAKER_TAG = 0x8825, 0x0112, 0x010F


def file_of(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def photo(width: int = 400, height: int = 300, *, orientation: int = 1) -> bytes:
    """Return a JPEG with a red left edge, a position and the name of a camera."""
    picture = Image.new("RGB", (width, height), "green")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 10, height), fill="red")
    exif = Image.Exif()
    exif[ORIENTATION_TAG], exif[MAKER_TAG] = orientation, "Secret Camera"
    degrees = tuple(TiffImagePlugin.IFDRational(number) for number in (48, 12, 30))
    exif[GPS_TAG] = {1: "N", 2: degrees, 3: "E", 4: degrees}
    return file_of(picture, "JPEG", exif=exif, comment=b"private words", quality=95)


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (width, height), random.Random(width * height).randbytes(width * height * bands))


def opened(image: PreparedImage) -> Image.Image:
    with Image.open(io.BytesIO(image.data)) as picture:
        picture.load()
        return picture


def assert_private(image: PreparedImage) -> None:
    assert not any(word in image.data for word in (b"Secret Camera", b"private words", b"Exif\0\0", b"GPS"))
    assert not opened(image).getexif()


@pytest.mark.parametrize("limits", [ImageLimits(), ImageLimits(max_side_pixels=200), ImageLimits(max_bytes=3000)])
def test_the_position_and_all_other_metadata_are_removed(limits: ImageLimits) -> None:
    assert_private(prepare_image(photo(), limits))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_metadata_is_removed_from_each_format(kind: str) -> None:
    exif = Image.Exif()
    exif[MAKER_TAG] = "Secret Camera"

    image = prepare_image(file_of(noise(40, 30), kind, exif=exif), STILL)

    assert_private(image)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("limits", [ImageLimits(), ImageLimits(max_side_pixels=200)])
def test_each_orientation_is_applied(orientation: int, limits: ImageLimits) -> None:
    image = prepare_image(photo(orientation=orientation), limits)

    picture = opened(image)
    width, height = picture.size
    edges = {
        "left": (2, height // 2),
        "right": (width - 3, height // 2),
        "top": (width // 2, 2),
        "bottom": (width // 2, height - 3),
    }
    red = [edge for edge, at in edges.items() if _red(picture, at) > 150]
    expected = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
    assert red == [expected[orientation]]
    assert (image.width, image.height) == picture.size
    assert (width > height) is (orientation <= 4)


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        (ImageLimits(max_side_pixels=100), (100, 75)),
        (ImageLimits(max_pixels=30_000), (200, 150)),
        (ImageLimits(max_side_pixels=1_000), (400, 300)),
    ],
)
def test_an_image_is_scaled_to_sides_and_pixels(limits: ImageLimits, size: tuple[int, int]) -> None:
    image = prepare_image(photo(), limits)

    assert opened(image).size == (image.width, image.height) == size


@pytest.mark.parametrize("max_bytes", [200_000, 60_000, 10_000])
@pytest.mark.parametrize(("mode", "kind"), [("RGB", "JPEG"), ("RGB", "PNG"), ("RGBA", "PNG"), ("RGB", "WEBP")])
def test_an_image_is_made_small_enough(max_bytes: int, mode: str, kind: str) -> None:
    image = prepare_image(file_of(noise(400, 300, mode), kind), ImageLimits(max_bytes=max_bytes))

    assert len(image.data) <= max_bytes
    assert opened(image).size == (image.width, image.height)


def test_an_image_within_the_limits_is_not_encoded_again() -> None:
    data = file_of(noise(40, 30), "JPEG")

    image = prepare_image(data, ImageLimits())

    assert image.data == clean_image(data).data
    assert image.file_name == f"{hashlib.sha256(image.data).hexdigest()[:16]}.jpg"


@pytest.mark.parametrize("kind", ["AVIF", "WEBP"])
def test_a_format_that_is_not_accepted_becomes_a_jpeg(kind: str) -> None:
    image = prepare_image(file_of(noise(40, 30), kind), STILL)

    assert image.media_type == "image/jpeg"
    assert opened(image).format == "JPEG"


@pytest.mark.parametrize("kind", ["AVIF", "WEBP"])
def test_a_transparent_image_stays_transparent_as_png(kind: str) -> None:
    picture = Image.new("RGBA", (40, 30), (255, 0, 0, 0))

    image = prepare_image(file_of(picture, kind), STILL)

    assert image.media_type == "image/png"
    assert opened(image).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_transparent_image_becomes_white_where_only_jpeg_is_accepted() -> None:
    image = prepare_image(file_of(Image.new("RGBA", (40, 30), (255, 0, 0, 0)), "PNG"), JPEG_ONLY)

    assert opened(image).getpixel((5, 5)) == (255, 255, 255)


def animation(size: int = 60) -> bytes:
    frames = [Image.new("RGB", (size, size), colour) for colour in ("red", "green", "blue")]
    return file_of(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[50, 60, 70], loop=0)


def test_an_animation_is_kept_where_it_is_accepted() -> None:
    image = prepare_image(animation(), ImageLimits())

    with Image.open(io.BytesIO(image.data)) as picture:
        assert (picture.format, getattr(picture, "n_frames", 1)) == ("GIF", 3)


def test_an_animation_is_scaled_with_its_times() -> None:
    image = prepare_image(animation(), ImageLimits(max_side_pixels=30))

    with Image.open(io.BytesIO(image.data)) as picture:
        assert (picture.size, getattr(picture, "n_frames", 1), picture.info["duration"]) == ((30, 30), 3, 50)
        assert picture.info["loop"] == 0


def test_an_animation_becomes_its_first_frame_elsewhere() -> None:
    image = prepare_image(animation(), STILL)

    assert image.media_type == "image/png"
    assert opened(image).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_converted(mode: str) -> None:
    picture = Image.new("I;16", (40, 30), 32768) if mode == "I;16" else noise(40, 30).convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"

    image = prepare_image(file_of(picture, kind), ImageLimits(media_types=("image/jpeg",), max_side_pixels=20))

    assert opened(image).mode in {"RGB", "L"}
    if mode == "I;16":
        assert abs(_red(opened(image), (5, 5)) - 128) <= 2


def test_a_decompression_bomb_is_refused_before_it_is_decoded() -> None:
    bomb = bytearray(file_of(Image.new("L", (10, 10)), "PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2

    with pytest.raises(InvalidInput, match="60000 × 60000 pixels"):
        prepare_image(bytes(bomb), ImageLimits())


def test_a_damaged_image_is_named() -> None:
    with pytest.raises(InvalidInput, match="cannot be decoded"):
        prepare_image(photo()[:1500], ImageLimits(max_side_pixels=20))


def test_an_svg_needs_a_platform_that_takes_it() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0h5"/></svg>'

    with pytest.raises(InvalidInput, match="takes no SVG"):
        prepare_image(svg, STILL)

    assert prepare_image(svg, ImageLimits(media_types=("image/svg+xml",))).file_name.endswith(".svg")


def test_a_stored_image_is_prepared_once_for_the_same_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path)
    stored = PostImage("beds.jpg", media.store(settings, photo()), "image/jpeg")
    calls: list[ImageLimits] = []

    def counted(data: bytes, limits: ImageLimits) -> PreparedImage:
        calls.append(limits)
        return prepare_image(data, limits)

    monkeypatch.setattr(images, "prepare_image", counted)
    first, again = (prepare_stored(settings, stored, JPEG_ONLY) for _ in range(2))
    prepare_stored(settings, stored, ImageLimits(max_side_pixels=50))

    assert first is again
    assert calls == [JPEG_ONLY, ImageLimits(max_side_pixels=50)]


def test_an_image_that_is_not_stored_is_named(tmp_path: Path) -> None:
    with pytest.raises(PermanentFailure, match=r'The image "beds\.jpg" cannot be published: no image'):
        prepare_stored(Settings(data_dir=tmp_path), PostImage("beds.jpg", "0" * 64, "image/jpeg"), STILL)


def _red(picture: Image.Image, at: tuple[int, int]) -> int:
    pixel = picture.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return int(pixel[0])
