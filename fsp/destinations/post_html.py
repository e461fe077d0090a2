"""The HTML of a post as a platform stores it: with the addresses of uploaded images, without control characters."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from fsp.content.rendering.elements import attributes, start_tag
from fsp.destinations.contract import ImageLimits, Post, PostImage
from fsp.errors import PermanentFailure

_IMAGE = re.compile(r"<img\b([^>]*)>")
_MEDIA = re.compile(r'="media:([0-9a-f]{64})"')
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""What XML forbids. A feed or an export with one of them cannot be read."""


@dataclass(frozen=True)
class UploadedImage:
    """An image on its platform."""

    external_id: str
    url: str


def without_control_characters(text: str) -> str:
    """Return a text without characters that feeds and exports cannot contain."""
    return _CONTROL.sub("", text)


def upload_images(post: Post, upload: Callable[[PostImage], UploadedImage]) -> dict[str, UploadedImage]:
    """Upload the images that the HTML of a post uses, each content once; return them by SHA-256."""
    images = {image.sha256: image for image in reversed(post.images)}
    used = list(dict.fromkeys(_MEDIA.findall(post.html)))
    missing = [sha256 for sha256 in used if sha256 not in images]
    if missing:
        raise PermanentFailure(f'"{post.title}" uses an image that is not stored: {missing[0]}. Import it again.')
    return {sha256: upload(images[sha256]) for sha256 in used}


def html_of(post: Post, uploaded: Mapping[str, UploadedImage], limits: ImageLimits) -> str:
    """Return the HTML of a post with the addresses of its images, and their sizes and alt texts."""
    images = {image.sha256: image for image in reversed(post.images)}

    def written(match: re.Match[str]) -> str:
        values = attributes(match[1])
        image = images.get(values.get("src", "").removeprefix("media:"))
        if image is None:
            return match[0]
        values["src"] = uploaded[image.sha256].url
        values.setdefault("alt", image.alt)
        width, height = fitted_size(image, limits)
        if width and height and not {"width", "height"} & values.keys():
            values |= {"width": str(width), "height": str(height)}
        return start_tag("img", values)

    html = _IMAGE.sub(written, without_control_characters(post.html))
    return _MEDIA.sub(lambda match: f'="{escape(uploaded[match[1]].url)}"', html)


def fitted_size(image: PostImage, limits: ImageLimits) -> tuple[int, int]:
    """Return the width and height of an image that was scaled to the longest side that a platform takes."""
    longest = max(image.width, image.height)
    if longest <= limits.max_side_pixels:
        return image.width, image.height
    scale = limits.max_side_pixels / longest
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))
