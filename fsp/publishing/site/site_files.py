"""Writes the files of a site: pages atomically, images as links to the stored files."""

import os
import shutil
from pathlib import Path

from fsp import paths
from fsp.content.images.sizes import sized_images
from fsp.content.media import read_path
from fsp.content.media_names import smaller_name
from fsp.errors import NotFound
from fsp.files.atomic_write import write_atomically
from fsp.settings import Settings


class SiteFiles:
    """The folder of one site. `written` counts changed files. Pages that are not durable may be lost."""

    def __init__(self, folder: Path, settings: Settings, *, is_durable: bool) -> None:
        self.folder, self._settings, self._is_durable = folder, settings, is_durable
        self.written = 0

    def write(self, name: str, text: str) -> None:
        """Write a page unless it is up to date."""
        path = paths.inside(self.folder, name)
        self._make_room(path)
        self.written += write_atomically(path, text.encode("utf-8", "replace"), is_durable=self._is_durable)

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write a file that is no text unless it is up to date."""
        self.written += write_atomically(paths.inside(self.folder, name), data, is_durable=self._is_durable)

    def has(self, name: str) -> bool:
        """Return whether a file exists and is not empty. It is up to date if its name identifies its content."""
        path = paths.inside(self.folder, name)
        # A file may be empty after a power failure.
        return path.is_file() and path.stat().st_size > 0

    def link_media(self, name: str, sha256: str) -> bool:
        """Link a stored file as `name`, without copying it where the file system allows; return whether it exists."""
        if self.has(name):
            return True
        try:
            source = read_path(self._settings, sha256)
        except NotFound:
            return False
        self._link(source, name)
        return True

    def link_sizes(self, sha256: str, width: int) -> dict[int, str]:
        """Link the smaller versions of an image; return their names by width in pixels."""
        names = {}
        for size, source in sized_images(self._settings, sha256, width).items():
            names[size] = smaller_name(sha256, size)
            if not self.has(names[size]):
                self._link(source, names[size])
        return names

    def _link(self, source: Path, name: str) -> None:
        target = paths.inside(self.folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except FileExistsError:
            return
        except OSError:
            # Another file system, or one without links.
            fresh = target.with_name(f".{target.name}")
            shutil.copyfile(source, fresh)
            fresh.replace(target)
        self.written += 1

    def remove(self, name: str) -> None:
        """Remove a file and the folders that are then empty."""
        path = paths.inside(self.folder, name)
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == self.folder or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()

    def remove_others(self, names: set[str]) -> None:
        """Remove every file except these and hidden ones."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            relative = path.relative_to(self.folder)
            if relative.name.startswith(".") and len(relative.parts) == 1:
                continue
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif relative.as_posix() not in names:
                path.unlink()

    def _make_room(self, path: Path) -> None:
        """Remove what blocks a page or its folder: a redirect file of the same name."""
        if path.is_dir():
            shutil.rmtree(path)
        for parent in path.parents:
            if parent == self.folder:
                break
            if parent.is_file():
                parent.unlink()
