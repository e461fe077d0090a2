"""Keeps folders and files inaccessible to other users of the machine."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from fsp.errors import SettingsError

FILE_MODE = 0o600
OTHERS = 0o077
"""The permissions of everyone except the owner."""

log = logging.getLogger(__name__)


def use_private_umask() -> None:
    """Make this process and its children create files that only their owner can open."""
    os.umask(OTHERS)


def is_ours(folder: Path) -> bool:
    """Return whether this is a folder, not a link, that only this user can open."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & OTHERS


def close_folder(folder: Path) -> None:
    """Close a folder and its content to other users; raise SettingsError if that fails.

    In a folder that was already closed, only the files at its top are checked, because no other user reaches the rest.
    """
    mode = stat.S_IMODE(folder.stat().st_mode)
    if not mode & OTHERS:
        _close_all(_entries(folder))
        return
    if mode & stat.S_ISVTX or folder.resolve() == Path.home().resolve():
        raise SettingsError(
            f"The data folder {folder} is shared with other users or programs (mode {mode:o}). "
            "Set FSP_DATA_DIR to a folder inside it."
        )
    if not _close(folder) or folder.stat().st_mode & OTHERS:
        raise SettingsError(
            f"The data folder {folder} is open to other users (mode {mode:o}), and its mode cannot be changed. "
            f'Run "chmod 700 {folder}" as its owner, or set FSP_DATA_DIR to a new folder inside it.'
        )
    log.warning("data folder was open to other users; closed it", extra={"folder": str(folder), "mode": f"{mode:o}"})
    _close_all(path for parent, _, _ in os.walk(folder) for path in _entries(Path(parent)))


def make_private_file(file: Path) -> None:
    """Create an empty file that only its owner can open. An existing file is not changed."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE))
    except FileExistsError:
        return


def _entries(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_symlink():
                yield Path(entry.path)


def _close_all(paths: Iterator[Path]) -> None:
    still_open = [str(path) for path in paths if not _close(path)]
    if still_open:
        log.warning("files that other users own stay as they are", extra={"files": still_open[:5]})


def _close(path: Path) -> bool:
    """Remove other users' permissions; return False if that is not allowed. A missing file counts as closed."""
    try:
        mode = path.lstat().st_mode
        if mode & OTHERS and (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except FileNotFoundError:
        return True
    except PermissionError:
        return False
    return True
