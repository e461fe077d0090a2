"""Writes an export to disk and returns its bytes without loading them into memory."""

import mmap
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import BinaryIO


def written_bytes(write: Callable[[BinaryIO], None]) -> mmap.mmap:
    """Return the bytes that `write` wrote to an unnamed file, which is removed when the result is no longer used."""
    with TemporaryFile() as file:
        write(file)
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
