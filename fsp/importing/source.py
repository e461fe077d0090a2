"""What is imported: a folder, or a zip, read as named files without ever leaving it."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fsp.errors import InvalidInput

MAX_FILES = 5_000
MAX_BYTES = 500 * 1024 * 1024
MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True)
class Source:
    """A folder, or a zip that stands for one. Names are relative, with forward slashes."""

    root: Path
    archive: zipfile.ZipFile | None
    names: tuple[str, ...]

    @property
    def posts(self) -> list[str]:
        """Return the Markdown files, in order of their names."""
        return sorted(name for name in self.names if name.lower().endswith(MARKDOWN))

    def read(self, name: str) -> bytes:
        """Return one file's bytes; raise KeyError if there is none of this name, InvalidInput if it is damaged."""
        if name not in self.names:
            raise KeyError(name)
        try:
            return self.archive.read(name) if self.archive else (self.root / name).read_bytes()
        except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
            raise InvalidInput(f"The file cannot be read: {error}.") from error


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a folder or a zip; raise InvalidInput if it is neither, or too large."""
    if path.is_dir():
        yield Source(path, None, _checked_names(_files_below(path)))
        return
    if not zipfile.is_zipfile(path):
        raise InvalidInput(f"{path} is neither a folder nor a zip; name the folder that holds your Markdown files.")
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        yield Source(path, archive, _checked_names((entry.filename, entry.file_size) for entry in entries))


def _files_below(folder: Path) -> Iterator[tuple[str, int]]:
    for file in sorted(folder.rglob("*")):
        # A link could lead out of the folder.
        if file.is_file() and not file.is_symlink() and file.resolve().is_relative_to(folder.resolve()):
            yield file.relative_to(folder).as_posix(), file.stat().st_size


def _checked_names(files: Iterator[tuple[str, int]]) -> tuple[str, ...]:
    names, total = [], 0
    for name, size in files:
        parts = PurePosixPath(name).parts
        if ".." in parts or name.startswith("/") or "\\" in name:
            continue
        if any(part.startswith(".") or part == "__MACOSX" for part in parts):
            continue
        names.append(name)
        total += size
    if len(names) > MAX_FILES or total > MAX_BYTES:
        raise InvalidInput(
            f"An import may hold {MAX_FILES} files and {MAX_BYTES} bytes, got {len(names)} and {total}; split it."
        )
    return tuple(names)
