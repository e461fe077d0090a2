"""Which chapter of a book a link in a text leads to."""

import posixpath
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from fsp.exporting.gather import ExportedItem

_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".html")


class ChapterNumbers:
    """The chapters by the paths of their files and by their addresses on the site."""

    def __init__(self, chapters: Sequence[ExportedItem]) -> None:
        self._by_path: dict[str, int] = {}
        for number, item in enumerate(chapters, 1):
            for path in (item.source_path, _without_ending(item.source_path)):
                if path:
                    self._by_path.setdefault(_comparable(path), number)
        for number, item in enumerate(chapters, 1):
            for path in (item.slug, *item.redirects):
                self._by_path.setdefault(_comparable(path), number)

    def of(self, item: ExportedItem, address: str) -> tuple[int, str] | None:
        """Return the number of the chapter that an address in an item's text leads to, and the part of it; or None."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path:
            return None
        number = next((self._by_path[path] for path in _candidates(item, parts.path) if path in self._by_path), None)
        return None if number is None else (number, parts.fragment)


def _candidates(item: ExportedItem, written: str) -> list[str]:
    path = unquote(written)
    bases = ["", item.slug] if path.startswith("/") else [posixpath.dirname(item.source_path), item.slug, ""]
    joined = [posixpath.normpath(posixpath.join("/", base, path.lstrip("/"))).lstrip("/") for base in bases]
    return [_comparable(name) for whole in joined for name in (whole, _without_ending(whole)) if name]


def _without_ending(path: str) -> str:
    stem = next((path.removesuffix(ending) for ending in _ENDINGS if path.endswith(ending)), path)
    folder, _, name = stem.rpartition("/")
    return folder if name in {"index", "_index", "README"} and folder else stem


def _comparable(path: str) -> str:
    return unicodedata.normalize("NFC", path).strip("/")
