"""Cleans images before they are stored: no location or other private metadata, upright, and checked."""

import re
import subprocess
import sys
from dataclasses import dataclass, replace

from fsp.content.images import turn
from fsp.content.images.avif import parse_avif
from fsp.content.images.exif import UPRIGHT
from fsp.content.images.gif import parse_gif
from fsp.content.images.jpeg import parse_jpeg
from fsp.content.images.kinds import media_type_of
from fsp.content.images.parsed import ParsedImage
from fsp.content.images.png import parse_png
from fsp.content.images.svg import parse_svg
from fsp.content.images.webp import parse_webp
from fsp.errors import InvalidInput

MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 100_000_000
"""More than any camera produces. An image of this size takes 400 MB in a reader's browser."""
TURN_SECONDS = 60

_PARSERS = {
    "image/png": parse_png,
    "image/jpeg": parse_jpeg,
    "image/gif": parse_gif,
    "image/webp": parse_webp,
    "image/avif": parse_avif,
    "image/svg+xml": parse_svg,
}
MEDIA_TYPES = tuple(_PARSERS)
"""The types of images that can be stored and published."""
_METADATA = re.compile(rb"Exif\0\0|eXIf|EXIF|http://ns\.adobe\.com/|<x:xmpmeta|Photoshop 3\.0|XMP Data|iTXt|tEXt")


@dataclass(frozen=True)
class CleanImage:
    """An image ready to store. Cleaning is deterministic, and cleaning the result again does not change it."""

    data: bytes
    media_type: str
    width: int | None
    height: int | None
    fault: str = ""
    """What is wrong with the image and what to do. The image is stored as well as possible."""
    notes: tuple[str, ...] = ()


def clean_image(data: bytes) -> CleanImage:
    """Return the cleaned image; raise InvalidInput if it cannot be used."""
    if len(data) > MAX_IMAGE_BYTES:
        raise InvalidInput(f"image is {len(data)} bytes (limit {MAX_IMAGE_BYTES}). Make it smaller.")
    parsed = _PARSERS[media_type_of(data)](data)
    if (parsed.width or 0) * (parsed.height or 0) > MAX_PIXELS:
        raise InvalidInput(
            f"image is {parsed.width} × {parsed.height} pixels (limit {MAX_PIXELS} pixels). Make it smaller."
        )
    if parsed.damage and _METADATA.search(parsed.unread):
        raise InvalidInput(
            f"the image is damaged: {parsed.damage}. Metadata such as its position cannot be removed. Export it again."
        )
    fault = (
        f"the image is damaged: {parsed.damage}. The original file is used. Export it again." if parsed.damage else ""
    )
    if parsed.orientation != UPRIGHT and not parsed.damage and not parsed.is_animated:
        parsed, fault = _upright(parsed)
    return CleanImage(parsed.data, parsed.media_type, parsed.width, parsed.height, fault, parsed.notes)


def _upright(parsed: ParsedImage) -> tuple[ParsedImage, str]:
    """Return the image rotated according to its orientation, or unrotated with the reason."""
    command = [sys.executable, "-I", turn.__file__, str(parsed.orientation)]
    try:
        result = subprocess.run(  # noqa: S603  (FSP's own program)
            command, input=parsed.data, capture_output=True, timeout=TURN_SECONDS, check=True
        )
        turned = _PARSERS[parsed.media_type](result.stdout)
    except (OSError, subprocess.SubprocessError):
        return parsed, "the image cannot be decoded, so its orientation was not corrected. Export it again."
    return replace(turned, notes=parsed.notes), ""
