"""Copies the file folders while FSP is running."""

import contextlib
import shutil
from pathlib import Path


def copy_new(source: Path, target: Path) -> int:
    """Copy files that are new or changed since the last copy; return how many.

    Files that disappear in the meantime, such as drafts of a site, are skipped. Hidden files are locks and partial
    files.
    """
    copied = 0
    for file in sorted(source.rglob("*")) if source.is_dir() else ():
        relative = file.relative_to(source)
        if any(part.startswith(".") for part in relative.parts) or file.is_symlink() or not file.is_file():
            continue
        with contextlib.suppress(FileNotFoundError):
            if _is_copied(file, target / relative):
                continue
            (target / relative).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(file, target / relative)
            copied += 1
    return copied


def _is_copied(file: Path, copy: Path) -> bool:
    if not copy.exists():
        return False
    now, then = file.stat(), copy.stat()
    return (now.st_size, now.st_mtime_ns) == (then.st_size, then.st_mtime_ns)
