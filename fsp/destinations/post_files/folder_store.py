"""Files in a folder on this machine."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from fsp import paths
from fsp.destinations.post_files.document import key_of
from fsp.destinations.post_files.store import Change
from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.files.atomic_write import write_atomically

FILE_MODE = 0o644
FOLDER_MODE = 0o755
"""A web server or a site generator of another user reads the files."""


@dataclass(frozen=True)
class FolderStore:
    """The files beneath one folder. No path leaves it, not even through a link."""

    folder: Path

    def session(self) -> AbstractContextManager[None]:
        """Hold nothing."""
        return nullcontext()

    def read(self, path: str) -> bytes | None:
        """Return the content of a file; None if there is no such file."""
        try:
            return paths.inside(self.folder, path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise _fault(error, path) from error

    def find_key(self, key: str, suffix: str) -> str | None:
        """Return the path of the post file with this key."""
        for name in self._names():
            if name.endswith(suffix) and key_of(self.read(name) or b"") == key:
                return name
        return None

    def apply(self, change: Change) -> None:
        """Write each file atomically, then remove the others and folders that are then empty."""
        for path in change.created:
            if paths.inside(self.folder, path).exists():
                raise PermanentFailure(f"{path} exists already. Rename it, or change the slug.")
        path = ""
        try:
            for path, file in change.written.items():
                self._write(path, file.data)
            for path in change.removed:
                self._remove(path)
        except OSError as error:
            raise _fault(error, path) from error

    def _names(self) -> Iterator[str]:
        for folder, _, names in os.walk(self.folder):
            for name in sorted(names):
                yield Path(folder, name).relative_to(self.folder).as_posix()

    def _write(self, path: str, data: bytes) -> None:
        target = paths.inside(self.folder, path)
        for parent in reversed(target.relative_to(self.folder).parents):
            folder = self.folder / parent
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(FOLDER_MODE)
        if write_atomically(target, data):
            target.chmod(FILE_MODE)

    def _remove(self, path: str) -> None:
        target = paths.inside(self.folder, path)
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == self.folder or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()


def _fault(error: OSError, path: str) -> Exception:
    text = f"{path or 'The folder'} cannot be read or written: {error.strerror or type(error).__name__}"
    if isinstance(error, PermissionError | NotADirectoryError | IsADirectoryError | FileExistsError):
        return PermanentFailure(f"{text}. Check the owner and the rights of the folder.")
    return ServiceUnavailable(f"{text}.")
