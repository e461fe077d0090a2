"""The names of images and attachments in the folder of a site. A name identifies the content and ends as its file."""

import re
from pathlib import PurePosixPath
from urllib.parse import quote

from fsp.content.attachments import is_attachment
from fsp.content.rendering.addresses import is_image_file, without_query

FOLDER = "media"
_HASH_CHARACTERS = 16
_UNSAFE = re.compile(r"[^\w.()+ -]+")


def media_name(path: str, sha256: str) -> str:
    """Return the name of the file at `path` of a project: an image by its hash, an attachment by its own name too.

    Servers of static files choose the media type by the ending.
    """
    if is_attachment(path):
        name = _UNSAFE.sub("-", PurePosixPath(path).name).strip(". ")
        return f"{FOLDER}/{sha256[:_HASH_CHARACTERS]}/{name}"
    ending = PurePosixPath(without_query(path)).suffix.lower() if is_image_file(path) else ""
    return f"{FOLDER}/{sha256}{ending}"


def smaller_name(sha256: str, width: int) -> str:
    """Return the name of a smaller version of an image, `width` pixels wide."""
    return f"{FOLDER}/{sha256}-{width}.webp"


def media_address(path: str, sha256: str) -> str:
    """Return the address of a file relative to the root of its site."""
    return quote(media_name(path, sha256))
