"""The secret keys of this installation: FSP_SECRET_KEY, else a file in the data folder that the first process creates.

The first line of the file is the current key. The further lines are previous keys: they only decrypt.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fsp import paths
from fsp.private_files import FILE_MODE
from fsp.settings import Settings


def current_key(settings: Settings) -> str:
    """Return the key that signs and encrypts."""
    return secret_keys(settings)[0]


def secret_keys(settings: Settings) -> list[str]:
    """Return the current key, then the previous ones. The file is read each time, so a running process sees a new key.

    Where FSP_SECRET_KEY was set later, the keys of the file are previous ones.
    """
    if not settings.secret_key:
        return [*_read(_made_file(settings)), *settings.previous_secret_keys]
    file = paths.secret_key_file(settings)
    return [settings.secret_key, *settings.previous_secret_keys, *(_read(file) if file.exists() else [])]


@contextmanager
def new_key(settings: Settings) -> Iterator[None]:
    """Make a new current key in the file, for what the block encrypts again; then forget all but one previous key.

    If the block fails, all previous keys stay. Others that want a new key wait.
    """
    file = _made_file(settings)
    with file.with_name(f"{file.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keys = [secrets.token_hex(32), *_read(file)]
        _replace(file, keys)
        yield
        # The previous key stays for what another process encrypted with it in the meantime.
        _replace(file, keys[:2])


def _made_file(settings: Settings) -> Path:
    """Return the key file. The first process creates it."""
    file = paths.secret_key_file(settings)
    if not file.exists():
        paths.ensure_data_folder(settings)
        fresh = _written_beside(file, [secrets.token_hex(32)])
        try:
            # A hard link fails if another process was first, so all processes read the same key.
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file


def _read(file: Path) -> list[str]:
    return [key for line in file.read_text(encoding="utf-8").splitlines() if (key := line.strip())]


def _replace(file: Path, keys: list[str]) -> None:
    _written_beside(file, keys).replace(file)


def _written_beside(file: Path, keys: list[str]) -> Path:
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE), "w") as handle:
        handle.write("\n".join(keys))
        handle.flush()
        os.fsync(handle.fileno())
    return fresh
