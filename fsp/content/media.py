"""Stores each image and attachment once, in a file named by the SHA-256 of its bytes."""

import hashlib
import re
from pathlib import Path, PurePosixPath

from fsp import paths
from fsp.content.images.clean import MAX_IMAGE_BYTES, CleanImage, clean_image
from fsp.content.images.kinds import media_type_of
from fsp.content.rendering.addresses import local_path
from fsp.errors import NotFound
from fsp.files.atomic_write import write_atomically
from fsp.settings import Settings

__all__ = [
    "MAX_IMAGE_BYTES",
    "beside",
    "hash_of",
    "media_type_of",
    "path_in_folder",
    "read_path",
    "sha256_of",
    "store",
    "store_attachment",
    "store_clean",
]

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def store(settings: Settings, data: bytes) -> str:
    """Store an image without its private metadata; return its SHA-256. Storing it again changes nothing."""
    return store_clean(settings, clean_image(data))


def store_clean(settings: Settings, image: CleanImage) -> str:
    """Store an image that `clean_image` returned; return its SHA-256."""
    return _stored(settings, image.data)


def store_attachment(settings: Settings, data: bytes) -> str:
    """Store an attachment as it is; return its SHA-256."""
    return _stored(settings, data)


def hash_of(data: bytes) -> str:
    """Return the SHA-256 under which `store` would store an image; raise InvalidInput where `store` would."""
    return sha256_of(clean_image(data))


def sha256_of(image: CleanImage) -> str:
    """Return the SHA-256 under which `store_clean` stores an image."""
    return hashlib.sha256(image.data).hexdigest()


def read_path(settings: Settings, sha256: str) -> Path:
    """Return the file of a stored image; raise NotFound if it does not exist."""
    if not _SHA256.match(sha256) or not _path(settings, sha256).is_file():
        raise NotFound(f'no image with the SHA-256 "{sha256[:80]}" is stored. Import it again.')
    return _path(settings, sha256)


def _stored(settings: Settings, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(settings, sha256)
    # The name identifies the content, so an existing file of the same length is not compared.
    if not path.is_file() or path.stat().st_size != len(data):
        write_atomically(path, data)
    return sha256


def path_in_folder(source_path: str, url: str) -> str | None:
    """Return the path in the imported folder of the file that a relative address in `source_path` means."""
    path = local_path(url)
    return beside(source_path, path) if path else None


def beside(source_path: str, path: str) -> str | None:
    """Return a path relative to a file's folder as one relative to the imported folder, or None if it leaves that
    folder.
    """
    parts: list[str] = []
    for part in (PurePosixPath(source_path).parent / path).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            return None
    return "/".join(parts)


def _path(settings: Settings, sha256: str) -> Path:
    return paths.media_folder(settings) / sha256[:2] / sha256
