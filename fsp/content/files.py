"""Writing files so that a crash leaves the old one or the new one, never half of it."""

import os
import secrets
from pathlib import Path

from fsp.private_files import FILE_MODE


def write_atomically(path: Path, data: bytes) -> bool:
    """Write the file unless it already holds these bytes; return whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return True
