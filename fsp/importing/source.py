"""The source of an import: a folder or a zip, read as named files that cannot escape it."""

import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from fsp.content.attachments import is_attachment
from fsp.content.references.images import ImageFiles
from fsp.content.rendering.addresses import is_image_file
from fsp.content.text_files import is_markdown
from fsp.errors import InvalidInput
from fsp.importing.file_language import FileLanguages
from fsp.importing.report import ImportFault
from fsp.importing.zip_names import name_of_entry

MAX_FILES = 50_000
MAX_ZIP_BYTES = 500 * 1024 * 1024
MAX_FOLDER_BYTES = 8 * 1024 * 1024 * 1024
MAX_FILE_BYTES = 64 * 1024 * 1024
"""The largest file that is read. It exceeds the limits for texts and images."""

_SKIPPED_FOLDERS = frozenset({"__MACOSX", "node_modules"})
_ENCRYPTED = 0x1
_READ_ERRORS = (
    OSError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


@dataclass(frozen=True)
class Source:
    """A folder or a zip with relative names and forward slashes."""

    root: Path
    archive: zipfile.ZipFile | None
    entries: dict[str, zipfile.ZipInfo | Path]
    faults: list[ImportFault] = field(default_factory=list)
    """Files that are skipped because of their names."""
    notes: list[str] = field(default_factory=list)
    """Hints for the user about how the source was read."""
    converted: frozenset[str] = frozenset()
    """Files of other formats whose entries are Markdown now."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all files."""
        return tuple(self.entries)

    @property
    def posts(self) -> list[str]:
        """Return the Markdown files, sorted by name."""
        return sorted(name for name in self.entries if is_markdown(name) or name in self.converted)

    @cached_property
    def image_files(self) -> ImageFiles:
        """Return the files that posts can show or offer: images and attachments."""
        return ImageFiles({name for name in self.entries if is_image_file(name) or is_attachment(name)})

    @cached_property
    def languages(self) -> FileLanguages:
        """Return the languages that the paths of the posts say."""
        return FileLanguages(self.posts)

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; raise KeyError if it does not exist, InvalidInput if it is damaged."""
        entry = self.entries[name]
        try:
            with entry.open("rb") if isinstance(entry, Path) else _opened(self.archive, entry) as file:
                # Whatever size the entry claims, no more than this is unpacked.
                data = file.read(MAX_FILE_BYTES + 1)
        except _READ_ERRORS as error:
            raise InvalidInput(f"The file cannot be read: {error}.") from error
        if len(data) > MAX_FILE_BYTES:
            raise InvalidInput(f"The file exceeds {MAX_FILE_BYTES} bytes. Make it smaller.")
        return data


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a folder or a zip; raise InvalidInput if it is neither, or too large."""
    if path.is_dir():
        yield _folder(path)
        return
    if not zipfile.is_zipfile(path):
        raise InvalidInput(
            f"{path} is neither a folder nor a zip. Choose the folder that contains your Markdown files."
        )
    try:
        archive = zipfile.ZipFile(path)
    except (*_READ_ERRORS, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} is a damaged zip: {error}. Create it again.") from error
    with archive:
        yield _zip(path, archive)


def _folder(root: Path) -> Source:
    source = Source(root, None, {})
    total = 0
    real_root = root.resolve()
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_skipped(name))
        for name in sorted(files):
            file = Path(folder, name)
            # A link could lead out of the folder, and reading a pipe could block forever.
            if (
                _is_skipped(name)
                or file.is_symlink()
                or not file.is_file()
                or not file.resolve().is_relative_to(real_root)
            ):
                continue
            _add(source, file.relative_to(root).as_posix(), file)
            total += file.stat().st_size
    _check_size(len(source.entries), total, MAX_FOLDER_BYTES)
    return source


def _zip(path: Path, archive: zipfile.ZipFile) -> Source:
    source = Source(path, archive, {})
    total = 0
    for entry in archive.infolist():
        name = name_of_entry(entry)
        parts = PurePosixPath(name).parts
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        leaves = ".." in parts or name.startswith("/") or ":" in parts[0] if parts else True
        if entry.is_dir() or name.endswith("/") or is_link or leaves or any(_is_skipped(part) for part in parts):
            continue
        if entry.flag_bits & _ENCRYPTED:
            source.faults.append(ImportFault(name, 1, "The zip is password-protected. Create one without a password."))
            continue
        total += entry.file_size
        _add(source, name, entry)
    _check_size(len(source.entries), total, MAX_ZIP_BYTES)
    _check_offsets(path, archive)
    return source


def _add(source: Source, name: str, entry: zipfile.ZipInfo | Path) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        shown = name.encode("utf-8", "surrogateescape").decode("latin-1")
        source.faults.append(ImportFault(shown, 1, "The file name is not UTF-8. Rename the file."))
        return
    if name in source.entries:
        source.faults.append(ImportFault(name, 1, "The zip contains two files with this name; the last one was used."))
    source.entries[name] = entry


def _check_size(files: int, total_bytes: int, max_bytes: int) -> None:
    if files > MAX_FILES or total_bytes > max_bytes:
        raise InvalidInput(
            f"An import is limited to {MAX_FILES} files and {max_bytes} bytes, got {files} and {total_bytes}; split it."
        )


def _check_offsets(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse a zip whose directory points outside the file."""
    size = path.stat().st_size
    if any(not 0 <= entry.header_offset < size for entry in archive.infolist()):
        raise InvalidInput(f"{path} is a damaged zip: its directory points outside the file. Create it again.")


def _opened(archive: zipfile.ZipFile | None, entry: zipfile.ZipInfo) -> zipfile.ZipExtFile:
    if archive is None:
        raise KeyError(entry.filename)
    return archive.open(entry)  # type: ignore[return-value]


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED_FOLDERS
