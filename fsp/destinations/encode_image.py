"""Converts and scales an image with Pillow until it is within a platform's limits."""

import io
from collections.abc import Iterator
from math import sqrt
from typing import Any

from PIL import Image, ImageCms, ImageSequence

from fsp.content.images.clean import MAX_PIXELS, CleanImage
from fsp.destinations.contract import ImageLimits
from fsp.errors import InvalidInput

SCALES = (1.0, 0.8, 0.64, 0.5, 0.4, 0.32, 0.25, 0.18, 0.125, 0.08)
QUALITIES = (90, 82, 72)
MAX_ANIMATION_PIXELS = 400_000_000
"""All frames of an animation together. A larger one becomes a still image."""
_DECODED = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_JPEG, _PNG, _GIF, _WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"
_KINDS = {_JPEG: "JPEG", _PNG: "PNG", _GIF: "GIF", _WEBP: "WEBP"}

# `clean_image` refuses larger images before they are decoded; Pillow would warn of smaller ones.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def encode_image(image: CleanImage, limits: ImageLimits) -> CleanImage:
    """Return the image in an accepted format, scaled to the limits; raise InvalidInput if it cannot be decoded."""
    try:
        with Image.open(io.BytesIO(image.data), formats=_DECODED) as opened:
            animation = _animation(opened, image, limits) if getattr(opened, "is_animated", False) else None
            return animation or _still(opened, image, limits)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError) as error:
        raise InvalidInput(f"the image cannot be decoded ({type(error).__name__}). Export it again.") from error


def _still(opened: Image.Image, image: CleanImage, limits: ImageLimits) -> CleanImage:
    size = _target(opened.size, limits)
    opened.draft(None, size)  # a large JPEG is decoded at a fraction of its size
    picture = _plain(opened)
    choices = list(_choices(picture, image.media_type, limits))
    for scale in SCALES:
        scaled = _scaled(picture, size, scale)
        for media_type, options in choices:
            data = _saved(scaled, media_type, options)
            if len(data) <= limits.max_bytes:
                return CleanImage(data, media_type, *scaled.size)
    raise InvalidInput(
        f"the image cannot be made smaller than {limits.max_bytes} bytes. Replace it with a simpler one."
    )


def _animation(opened: Image.Image, image: CleanImage, limits: ImageLimits) -> CleanImage | None:
    """Return a smaller animation in its own format; None if that is not accepted, or impossible."""
    frames = getattr(opened, "n_frames", 1)
    is_accepted = image.media_type in limits.media_types and image.media_type in {_GIF, _WEBP}
    if not is_accepted or frames * opened.width * opened.height > MAX_ANIMATION_PIXELS:
        return None
    size = _target(opened.size, limits)
    durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(opened)]
    for scale in SCALES[:5]:
        pictures = [_scaled(frame.convert("RGBA"), size, scale) for frame in ImageSequence.Iterator(opened)]
        options = {"save_all": True, "append_images": pictures[1:], "duration": durations, "loop": _loops(opened)}
        data = _saved(pictures[0], image.media_type, options)
        if len(data) <= limits.max_bytes:
            return CleanImage(data, image.media_type, *pictures[0].size)
    return None


def _loops(opened: Image.Image) -> int:
    """Return how often an animation repeats; 0 for always."""
    return int(opened.info.get("loop", 1))


def _target(size: tuple[int, int], limits: ImageLimits) -> tuple[int, int]:
    width, height = size
    factor = min(1.0, limits.max_side_pixels / max(size), sqrt(limits.max_pixels / (width * height)))
    return max(int(width * factor), 1), max(int(height * factor), 1)


def _scaled(picture: Image.Image, size: tuple[int, int], scale: float) -> Image.Image:
    target = max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)
    if picture.size == target:
        return picture
    return picture.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _plain(opened: Image.Image) -> Image.Image:
    """Return the picture as RGB, or RGBA if a part of it is transparent, in the colours of the web (sRGB)."""
    opened.load()
    if opened.mode.startswith("I;16") or opened.mode == "I":
        return opened.point(lambda value: value / 256).convert("L").convert("RGB")
    if opened.has_transparency_data:
        picture = opened.convert("RGBA")
        if picture.getchannel("A").getextrema() != (255, 255):
            return picture
    return _in_srgb(opened).convert("RGB")


def _in_srgb(opened: Image.Image) -> Image.Image:
    profile = opened.info.get("icc_profile")
    if not profile or opened.mode not in {"RGB", "CMYK"}:
        return opened
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(opened, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return opened
    return turned or opened


def _choices(picture: Image.Image, media_type: str, limits: ImageLimits) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the formats to try, best first."""
    accepted, is_transparent = limits.media_types, picture.mode == "RGBA"
    if _PNG in accepted and (is_transparent or media_type in {_PNG, _GIF}):
        yield _PNG, {"optimize": picture.width * picture.height < 1_000_000}  # noqa: PLR2004 - slow for larger ones
    if _WEBP in accepted and (is_transparent or media_type == _WEBP):
        yield _WEBP, {"quality": QUALITIES[0]}
    if _JPEG in accepted and not (is_transparent and {_PNG, _WEBP} & set(accepted)):
        for quality in QUALITIES:
            yield _JPEG, {"quality": quality, "progressive": True, "optimize": True}
    elif not is_transparent and _PNG in accepted and media_type not in {_PNG, _GIF}:
        yield _PNG, {}
    elif _GIF in accepted and not {_PNG, _WEBP} & set(accepted):
        yield _GIF, {}


def _saved(picture: Image.Image, media_type: str, options: dict[str, Any]) -> bytes:
    if media_type == _JPEG and picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    picture.info = {}
    file = io.BytesIO()
    picture.save(file, _KINDS[media_type], **options)
    return file.getvalue()
