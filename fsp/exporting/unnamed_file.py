"""What an export writes, as bytes that are on disk and not in memory."""

import mmap
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import BinaryIO


def written_bytes(write: Callable[[BinaryIO], None]) -> mmap.mmap:
    """Return what `write` writes to a file that has no name and ends with the last use of the result."""
    with TemporaryFile() as file:
        write(file)
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
