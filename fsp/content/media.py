"""Images kept once, in files named by the SHA-256 of their bytes."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from fsp import paths
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
    sha256 = hashlib.sha256(data).hexdigest()
    target = _path(settings, sha256)
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(target, data)
    return sha256


def read_path(settings: Settings, sha256: str) -> Path:
    """Return the file of a kept image; raise NotFound when there is none."""
    if not _SHA256.match(sha256) or not _path(settings, sha256).is_file():
        raise NotFound(f'no image with the SHA-256 "{sha256[:80]}" is kept; import it again.')
    return _path(settings, sha256)


def _path(settings: Settings, sha256: str) -> Path:
    return paths.media_folder(settings) / sha256[:2] / sha256


def _write_whole(target: Path, data: bytes) -> None:
    """Write all or nothing: a crash half way leaves a temporary file, never half an image."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
