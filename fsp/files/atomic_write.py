"""Writes files atomically: after a crash there is the old file or the new one, never a part."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO

from fsp.private_files import FILE_MODE


def write_atomically(path: Path, data: bytes, *, is_durable: bool = True) -> bool:
    """Write the file unless it already has this content; return whether it was written.

    If `is_durable` is false, the file may be lost or empty after a power failure. The caller must detect that and write
    it again.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    with _fresh(path, is_durable=is_durable) as file:
        file.write(data)
    return True


def stream_atomically(path: Path, write: Callable[[BinaryIO], object]) -> tuple[int, str]:
    """Let `write` stream a file of any size; return its size and SHA-256."""
    with _fresh(path) as file:
        write(file)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return size, sha256


@contextmanager
def _fresh(path: Path, *, is_durable: bool = True) -> Iterator[BufferedRandom]:
    """Yield a new file that replaces `path` when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, FILE_MODE), "w+b") as file:
            yield file
            file.flush()
            if is_durable:
                os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
