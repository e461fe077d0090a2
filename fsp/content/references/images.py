"""Finds the image file that an address means: next to the text, or in the folders that generators serve."""

import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from fsp.content.references.local import LocalAddress
from fsp.content.references.names import joined

ROOTS = ("static", "source", "public", "assets", "content", "content/images", "src", "docs", "images", "attachments")
"""Folders whose content generators serve from the root of the site."""


class ImageFiles:
    """The images of a project by path in the imported folder."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths: Container[str] = paths if isinstance(paths, Mapping | set | frozenset) else set(paths)
        self._all = paths
        self._by_name: dict[str, list[str]] | None = None

    def find(self, source_path: str, address: LocalAddress) -> str | None:
        """Return the file that an address in the text of `source_path` means, or None."""
        for path in _candidates(source_path, address):
            if path in self._paths:
                return path
        return self._alike(source_path, address)

    def holds(self, path: str) -> bool:
        """Return whether an image has exactly this path, or was downloaded from this URL."""
        return path in self._paths

    def _alike(self, source_path: str, address: LocalAddress) -> str | None:
        """Return a file with another spelling of the path, or the only file whose path ends this way."""
        if self._by_name is None:
            self._by_name = {}
            for path in self._all:
                if "://" in path:
                    continue
                self._by_name.setdefault(_comparable(path).rsplit("/", 1)[-1], []).append(path)
        comparable_path = _comparable(address.path).strip("/")
        same_name = self._by_name.get(comparable_path.rsplit("/", 1)[-1], [])
        if not same_name:
            return None
        exact = {_comparable(path) for path in _candidates(source_path, address)}
        alike = [path for path in same_name if _comparable(path) in exact]
        tail = "/".join(part for part in comparable_path.split("/") if part not in {"..", "."})
        # A file name alone identifies a file within the folder, but not for a path that leads out of it.
        is_inside = not address.leaves(source_path)
        is_enough = is_inside or "/" in tail
        ending = [path for path in same_name if is_enough and f"/{_comparable(path)}".endswith(f"/{tail}")]
        choice = alike or ending or (same_name if len(same_name) == 1 and is_inside else [])
        return min(choice, key=lambda path: (len(path), path)) if choice else None


def _candidates(source_path: str, address: LocalAddress) -> Iterator[str]:
    source = PurePosixPath(source_path)
    path = address.path
    if not address.is_from_root and not address.leaves(source_path):
        yield joined(source.parent, path)
        # A folder of the post's own, as in Hexo.
        yield joined(source.parent / source.stem, path)
    inside = "/".join(part for part in path.split("/") if part not in {"", ".", ".."})
    for folder in (*reversed(source.parents), PurePosixPath()):
        yield joined(folder, inside)
        for root in ROOTS:
            yield joined(folder / root, inside)


def _comparable(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
