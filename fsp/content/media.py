"""Images kept once, in files named by the SHA-256 of their bytes."""

import hashlib
import re
from pathlib import Path, PurePosixPath

from fsp import paths
from fsp.content.images.clean import MAX_IMAGE_BYTES, CleanImage, clean_image
from fsp.content.images.kinds import media_type_of
from fsp.content.markdown import local_path
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
    "store_clean",
]

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def store(settings: Settings, data: bytes) -> str:
    """Keep an image, without its private metadata, and return its SHA-256; keeping it again changes nothing."""
    return store_clean(settings, clean_image(data))


def store_clean(settings: Settings, image: CleanImage) -> str:
    """Keep an image that `clean_image` returned; return its SHA-256."""
    sha256 = sha256_of(image)
    path = _path(settings, sha256)
    # The name says what is in it: a file of the same length is not read to compare.
    if not path.is_file() or path.stat().st_size != len(image.data):
        write_atomically(path, image.data)
    return sha256


def hash_of(data: bytes) -> str:
    """Return the SHA-256 under which `store` would keep an image; raise InvalidInput where it would."""
    return sha256_of(clean_image(data))


def sha256_of(image: CleanImage) -> str:
    """Return the SHA-256 under which `store_clean` keeps an image."""
    return hashlib.sha256(image.data).hexdigest()


def read_path(settings: Settings, sha256: str) -> Path:
    """Return the file of a kept image; raise NotFound when there is none."""
    if not _SHA256.match(sha256) or not _path(settings, sha256).is_file():
        raise NotFound(f'no image with the SHA-256 "{sha256[:80]}" is stored. Import it again.')
    return _path(settings, sha256)


def path_in_folder(source_path: str, url: str) -> str | None:
    """Return where in the imported folder a text of `source_path` finds the file a relative address names."""
    path = local_path(url)
    return beside(source_path, path) if path else None


def beside(source_path: str, path: str) -> str | None:
    """Return a path counted from a file's folder as one counted from the imported folder, or None if it leaves that."""
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
