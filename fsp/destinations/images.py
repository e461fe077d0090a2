"""Stored images in the form that a platform takes: upright, without metadata, within its limits."""

import hashlib
from functools import lru_cache

from fsp.content.images.clean import CleanImage, clean_image
from fsp.content.images.svg import MEDIA_TYPE as SVG
from fsp.content.media import read_path
from fsp.destinations.contract import ImageLimits, PostImage, PreparedImage
from fsp.destinations.encode_image import encode_image
from fsp.errors import InvalidInput, PermanentFailure
from fsp.settings import Settings

REMEMBERED_IMAGES = 4
"""A post goes to several destinations one after the other. An image has at most 20 MB."""
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    SVG: "svg",
}


def prepare_stored(settings: Settings, image: PostImage, limits: ImageLimits) -> PreparedImage:
    """Return an image of the media folder as a platform takes it; raise PermanentFailure if that is impossible."""
    try:
        return _remembered(str(read_path(settings, image.sha256)), limits)
    except InvalidInput as error:
        raise PermanentFailure(f'The image "{image.source:.200}" cannot be published: {error}') from error


def prepare_image(data: bytes, limits: ImageLimits) -> PreparedImage:
    """Return an image as a platform takes it; raise InvalidInput that says what to do if that is impossible."""
    image = clean_image(data)
    if not _fits(image, limits):
        if image.media_type == SVG:
            raise InvalidInput("this platform takes no SVG. Replace it with a PNG.")
        image = encode_image(image, limits)
    name = f"{hashlib.sha256(image.data).hexdigest()[:16]}.{EXTENSIONS[image.media_type]}"
    return PreparedImage(image.data, image.media_type, image.width or 0, image.height or 0, name)


@lru_cache(maxsize=REMEMBERED_IMAGES)
def _remembered(path: str, limits: ImageLimits) -> PreparedImage:
    # The name of a stored file is the hash of its content, so the result stays the same.
    with open(path, "rb") as file:  # noqa: PTH123 - a text is a key that compares fast
        return prepare_image(file.read(), limits)


def _fits(image: CleanImage, limits: ImageLimits) -> bool:
    """Return whether a cleaned image is within the limits as it is."""
    if image.media_type not in limits.media_types or len(image.data) > limits.max_bytes:
        return False
    width, height = image.width or 0, image.height or 0
    if image.media_type == SVG:
        return True
    return bool(width and height) and (
        max(width, height) <= limits.max_side_pixels and width * height <= limits.max_pixels
    )
