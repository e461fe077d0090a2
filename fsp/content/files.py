"""Writing files so that a crash leaves the old one or the new one, never half of it."""

import os
import secrets
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> bool:
    """Write the file unless it already holds these bytes; return whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return True
