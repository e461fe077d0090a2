"""Recognises the export of another system by its content, and converts it to a source of Markdown files."""

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from fsp.content.rendering.addresses import is_image_file
from fsp.errors import InvalidInput
from fsp.importing.formats import epub, feed, fsp_json, ghost, html_page, medium, notion, word, wordpress
from fsp.importing.formats.converted import ConvertedFolder, text_of
from fsp.importing.source import Source, open_source
from fsp.importing.texts.read_texts import is_text, with_texts

FORMATS = (
    "a folder or zip of Markdown files (also reStructuredText, notebooks, Lektor, Org mode), an export of FSP or Ghost "
    "(.json), WordPress (.xml), Notion or Medium (.zip), a feed (RSS, Atom, JSON Feed), an EPUB, a Word document "
    "(.docx) or HTML pages"
)
MAX_HEAD_BYTES = 4096
ENDINGS = (".xml", ".rss", ".atom", ".json")

_WXR = re.compile(rb"wordpress\.org/export/1\.\d")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_PART = re.compile(r"Part-\d+\.zip\Z")

Convert = Callable[[ConvertedFolder], None]


@contextmanager
def open_import(path: Path, *, name: str = "") -> Iterator[Source]:
    """Open anything that can be imported, as Markdown files; raise InvalidInput that lists what can be.

    `name` is the original name of an uploaded file.
    """
    with _opened(path, name or path.name) as source, _whole(source) as opened, with_texts(opened) as whole:
        convert = _converter(whole)
        if convert is None:
            yield whole
            return
        with tempfile.TemporaryDirectory(prefix="fsp-import-") as root:
            folder = ConvertedFolder(Path(root))
            convert(folder)
            yield _converted(whole, folder)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Source]:
    if path.is_dir() or zipfile.is_zipfile(path):
        with open_source(path) as source:
            yield _single_file(path, name) if word.PART in source.names else source
        return
    source = _single_file(path, name)
    if _converter(source) is None and not is_text(name):
        raise InvalidInput(f"{path} cannot be imported. Choose {FORMATS}.")
    yield source


@contextmanager
def _whole(source: Source) -> Iterator[Source]:
    """Open the only zip inside a zip, as Notion packs a large export."""
    parts = [name for name in source.names if _PART.search(name)]
    if len(parts) != 1 or source.posts:
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="fsp-import-") as folder:
        inner = Path(folder, "part.zip")
        inner.write_bytes(source.read(parts[0]))
        with open_source(inner) as opened:
            yield opened


def _converter(source: Source) -> Convert | None:
    """Return what converts this source; None for Markdown files."""
    rules = (_word, _epub, _notion) if source.posts else (_word, _epub, _file, _medium, _pages)
    return next((convert for rule in rules if (convert := rule(source))), None)


def _word(source: Source) -> Convert | None:
    has_documents = not source.posts and any(name.lower().endswith(word.ENDING) for name in source.names)
    return (lambda folder: word.convert(source, folder)) if has_documents else None


def _epub(source: Source) -> Convert | None:
    return (lambda folder: epub.convert(source, folder)) if epub.CONTAINER in source.names else None


def _notion(source: Source) -> Convert | None:
    is_export = any(notion.PAGE.search(name) for name in source.posts)
    return (lambda folder: notion.convert(source, folder)) if is_export else None


def _medium(source: Source) -> Convert | None:
    stories = [name for name in source.names if name.startswith(medium.FOLDER) and _is_page(name)]
    is_export = any(medium.MARK in source.read(name) for name in stories)
    return (lambda folder: medium.convert(source, folder)) if is_export else None


def _pages(source: Source) -> Convert | None:
    return (lambda folder: html_page.convert(source, folder)) if any(map(_is_page, source.names)) else None


def _file(source: Source) -> Convert | None:
    """Return what converts the first file that holds a whole blog."""
    names = [name for name in source.names if name.lower().endswith(ENDINGS) or len(source.names) == 1]
    return next((convert for name in names if (convert := _of_file(source, name))), None)


def _of_file(source: Source, name: str) -> Convert | None:
    data = source.read(name)
    head, images = data[:MAX_HEAD_BYTES], tuple(filter(is_image_file, source.names))
    if _WXR.search(head):
        return lambda folder: wordpress.convert(io.BytesIO(data), folder, images)
    if _FEED.search(head):
        return lambda folder: feed.convert_xml(data, folder, images)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _of_json(data, images)
    return None


def _of_json(data: bytes, images: tuple[str, ...]) -> Convert | None:
    try:
        content: Any = json.loads(text_of(data))
    except (ValueError, RecursionError):
        return None
    if isinstance(content, dict) and (isinstance(content.get("db"), list) or isinstance(content.get("data"), dict)):
        return lambda folder: ghost.convert(content, folder, images)
    if fsp_json.is_export(content):
        return lambda folder: fsp_json.convert(content, folder, images)
    is_feed = isinstance(content, dict) and "jsonfeed.org/version" in str(content.get("version"))
    return (lambda folder: feed.convert_json(data, folder, images)) if is_feed else None


def _single_file(path: Path, name: str) -> Source:
    return Source(path, None, {name: path})


def _converted(source: Source, folder: ConvertedFolder) -> Source:
    """Return the converted posts, with the images of the export."""
    images = {name: entry for name, entry in source.entries.items() if is_image_file(name)}
    return replace(
        source,
        entries={**images, **folder.files},
        faults=[*source.faults, *folder.faults],
        notes=[*source.notes, *folder.notes],
    )


def _is_page(name: str) -> bool:
    return name.lower().endswith(html_page.ENDINGS)
