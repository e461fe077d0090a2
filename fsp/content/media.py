"""Images kept once, in files named by the SHA-256 of their bytes."""

import hashlib
import re
from pathlib import Path, PurePosixPath

from fsp import paths
from fsp.content.files import write_atomically
from fsp.content.markdown import local_path
from fsp.errors import InvalidInput, NotFound
from fsp.settings import Settings

LARGEST_IMAGE_BYTES = 20 * 1024 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def media_type_of(data: bytes) -> str:
    """Return the type of an image by its first bytes; raise InvalidInput when it is none that can be published."""
    for start, media_type in _MAGIC:
        if data.startswith(start):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if b"<svg" in data[:1024].lower():
        # An SVG opened by itself runs its scripts in the site's origin.
        raise InvalidInput(
            "an image must be PNG, JPEG, GIF or WebP, got SVG, which can hold scripts; convert it to PNG."
        )
    raise InvalidInput(
        f"an image must be PNG, JPEG, GIF or WebP, got a file that starts with {data[:8]!r}; convert it."
    )


def store(settings: Settings, data: bytes) -> str:
    """Keep an image and return its SHA-256; keeping the same bytes again changes nothing."""
    if len(data) > LARGEST_IMAGE_BYTES:
        raise InvalidInput(f"an image may have {LARGEST_IMAGE_BYTES} bytes, it has {len(data)}; make it smaller.")
    media_type_of(data)
    sha256 = hash_of(data)
    write_atomically(_path(settings, sha256), data)
    return sha256


def hash_of(data: bytes) -> str:
    """Return the SHA-256 under which `store` would keep an image."""
    return hashlib.sha256(data).hexdigest()


def read_path(settings: Settings, sha256: str) -> Path:
    """Return the file of a kept image; raise NotFound when there is none."""
    if not _SHA256.match(sha256) or not _path(settings, sha256).is_file():
        raise NotFound(f'no image with the SHA-256 "{sha256[:80]}" is kept; import it again.')
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
