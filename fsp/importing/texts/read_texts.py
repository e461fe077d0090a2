"""Reads the posts of a source that are not Markdown: reStructuredText, notebooks, Lektor, Org, Textile, HTML posts."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from fsp.content.references.names import joined
from fsp.content.text_files import is_markdown
from fsp.errors import InvalidInput
from fsp.importing.exported_archive import is_exported
from fsp.importing.formats.converted import ConvertedFolder
from fsp.importing.source import Source
from fsp.importing.texts.converted_text import ConvertedText
from fsp.importing.texts.notebook import convert_notebook, shown_name
from fsp.importing.texts.pandoc import FORMATS as PANDOC_FORMATS
from fsp.importing.texts.readers import PAGE_OF_LEKTOR, Readers
from fsp.importing.texts.unread import note_unread

_ENDINGS = (".rst", ".ipynb", ".html", ".htm", *PANDOC_FORMATS)
_THEME_FOLDERS = frozenset(
    {"_includes", "_layouts", "_site", "_templates", "_build", "layouts", "themes", "templates", "archetypes", "output"}
)
_DOWNLOADS = frozenset({"downloads", "files", "listings", "static", "public", "assets"})


@contextmanager
def with_texts(source: Source) -> Iterator[Source]:
    """Open a source in which the posts of other text formats are Markdown under their own names."""
    if is_exported(source):
        yield source
        return
    if not any(map(_may_be_text, source.names)):
        yield replace(source, notes=[*source.notes, *note_unread(source)])
        return
    with tempfile.TemporaryDirectory(prefix="fsp-import-") as root:
        texts = _Texts(source, ConvertedFolder(Path(root)))
        texts.convert()
        yield texts.result()


def is_text(name: str) -> bool:
    """Return whether a single file is a text that an import reads."""
    return is_markdown(name) or (_may_be_text(name) and not name.lower().endswith((".html", ".htm")))


def _may_be_text(name: str) -> bool:
    return name.lower().endswith(_ENDINGS) or name.endswith((PAGE_OF_LEKTOR, "conf.py"))


@dataclass
class _Texts:
    """One conversion: the texts that were converted, and the files that they replace."""

    source: Source
    folder: ConvertedFolder
    converted: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)

    @cached_property
    def readers(self) -> Readers:
        """Return what reads the texts."""
        return Readers(self.source)

    def convert(self) -> None:
        """Convert every text. One that cannot be read is reported, and the others are converted."""
        for name in self.source.names:
            convert = self._converter(name)
            if convert is None:
                continue
            try:
                text = convert(name)
            except InvalidInput as error:
                self.folder.refuse(name, str(error))
                self.replaced.add(name)
                continue
            if text is not None:
                self._add(name, text)

    def result(self) -> Source:
        """Return the source with the converted texts."""
        entries = {name: entry for name, entry in self.source.entries.items() if name not in self.replaced}
        files = {
            name: path for name, path in self.folder.files.items() if name not in entries or name in self.converted
        }
        source = replace(
            self.source,
            entries={**entries, **files},
            faults=[*self.source.faults, *self.folder.faults],
            notes=[*self.source.notes, *self.folder.notes, *self.readers.notes],
            converted=frozenset(self.converted),
        )
        return replace(source, notes=[*source.notes, *note_unread(source)])

    def _converter(self, name: str) -> Callable[[str], ConvertedText | None] | None:
        path, ending = PurePosixPath(name), PurePosixPath(name).suffix.lower()
        folders = set(path.parts[:-1])
        if path.name == PAGE_OF_LEKTOR:
            return self.readers.lektor
        if folders & _THEME_FOLDERS:
            return None
        if self.readers.is_nikola and (is_markdown(name) or ending in {".txt", ".html", ".rst", ".ipynb"}):
            return self.readers.nikola
        if ending in {".html", ".htm"}:
            return self.readers.html
        if folders & _DOWNLOADS:
            return self._shown_by_others if ending == ".ipynb" else None
        return self.readers.of_ending(ending)

    def _shown_by_others(self, name: str) -> None:
        """Convert a notebook among the downloads, which a post may show with a tag."""
        text = convert_notebook(self.source.read(name), name)
        self.folder.add_file(shown_name(name), text.body.encode("utf-8", "replace"))
        self._add_images(name, text)

    def _add(self, name: str, text: ConvertedText) -> None:
        place = f"{PurePosixPath(name).parent}/index.md" if PurePosixPath(name).name == PAGE_OF_LEKTOR else name
        self.folder.add_file(place, text.as_markdown())
        self.converted.add(place)
        self._add_images(name, text)
        self.folder.notes += [f"{name}: {note}" for note in text.notes]

    def _add_images(self, name: str, text: ConvertedText) -> None:
        for path, data in text.images.items():
            self.folder.add_image(joined(PurePosixPath(name).parent, path), data)
