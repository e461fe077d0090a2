"""The file name of an uploaded image: readable, and the same for the same content."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from fsp.content.slugs import slug_of
from fsp.destinations.contract import PostImage


def name_of(image: PostImage) -> str:
    """Return the file name without its extension. By it an upload is found whose answer was lost."""
    stem = PurePosixPath(unquote(urlsplit(image.source).path)).stem if image.source else ""
    return f"{slug_of(stem)[:60].strip('-') or 'image'}-{image.sha256[:16]}"
