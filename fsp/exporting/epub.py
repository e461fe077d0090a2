"""Writes a project as an EPUB 3 book, in a stream. Source: W3C EPUB 3.3, the container and package documents."""

import mmap
import uuid
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from fsp.clock import iso
from fsp.content.exported_project import ExportedItem, ExportedProject
from fsp.content.languages import direction, language_tag
from fsp.content.markdown import to_xhtml
from fsp.content.references.resolver import ProjectResolver
from fsp.content.rendering.xhtml_tree import xml_text
from fsp.content.templates import render
from fsp.exporting.book_addresses import chapter_file
from fsp.exporting.book_cover import made_cover, own_cover
from fsp.exporting.book_images import CORE_TYPES, ENDINGS, usable_image
from fsp.exporting.book_order import parts_of
from fsp.exporting.book_styles import BookFont, book_fonts, book_styles
from fsp.exporting.book_words import contents_title
from fsp.exporting.chapter import Chapter, book_chapter
from fsp.exporting.chapter_numbers import book_resolver
from fsp.exporting.epub_contents import contents_of
from fsp.exporting.unnamed_file import written_bytes

ReadImage = Callable[[str], bytes]
"""Takes a SHA-256 and returns the bytes of the image."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
NO_LANGUAGE = "und"
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""
NOT_SHOWN = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
"""A transparent pixel, for readers that cannot show the type of an image."""


def make_epub(project: ExportedProject, read_image: ReadImage, now: datetime) -> mmap.mmap:
    """Return the book, with a chapter for each post with a text. Its bytes are on disk, not in memory."""
    return written_bytes(partial(write_epub, project, read_image, now))


def write_epub(project: ExportedProject, read_image: ReadImage, now: datetime, file: BinaryIO) -> None:
    """Write the book to a file, with one image and one chapter in memory at a time."""
    with zipfile.ZipFile(file, "w") as archive:
        # The first entry is stored uncompressed and identifies the file type (EPUB 3.3, OCF ZIP container).
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), "application/epub+zip", zipfile.ZIP_STORED)
        _Book(project, read_image, archive).write(now)


def identifier(project: ExportedProject) -> str:
    """Return the book's identifier. It is the same for every export of a project."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'fsp:project:{project.slug}')}"


@dataclass
class _Entry:
    """A finished chapter. Its text is stored compressed until the ids of all other chapters are known."""

    title: str
    page: bytes
    chapter: Chapter


@dataclass
class _Book:
    project: ExportedProject
    read_image: ReadImage
    archive: zipfile.ZipFile
    files: dict[str, str | None] = field(default_factory=dict)
    """SHA-256 of an image → its file in the book, or None if it cannot be shown."""
    manifest: list[tuple[str, str]] = field(default_factory=list)
    cover: str = ""
    """The file of the cover."""

    def write(self, now: datetime) -> None:
        """Write every file of the book."""
        parts = parts_of(self.project.items)
        items = [item for part in parts for item in part.items]
        images = {image.path: image for image in self.project.images}
        resolver_of = book_resolver(items, images)
        types = {image.sha256: image.media_type for image in images.values()}
        entries = [self._entry(item, resolver_of(item), types) for item in items]
        ids = [entry.chapter.ids for entry in entries]
        for number, entry in enumerate(entries, 1):
            self._text(chapter_file(number), _without_dead_parts(entry, ids))
            entry.page = b""
        if not entries:
            self._text(chapter_file(1), render("epub/empty.xhtml", **self._values()))
        contents = contents_of(parts, [entry.title for entry in entries], [entry.chapter for entry in entries])
        self._text("nav.xhtml", render("epub/nav.xhtml", parts=contents, **self._values()))
        fonts = book_fonts(self.project)
        for font in fonts:
            self._file(font.file, font.data)
        self._text("book.css", book_styles(fonts))
        if any(media_type not in CORE_TYPES for _, media_type in self.manifest):
            self._file("images/not-shown.png", NOT_SHOWN)
        self._cover()
        self._text("package.opf", self._package(entries, fonts, now))
        self.archive.writestr(zipfile.ZipInfo("META-INF/container.xml", _EPOCH), CONTAINER, zipfile.ZIP_DEFLATED)

    def _entry(self, item: ExportedItem, resolver: ProjectResolver, types: dict[str, str]) -> _Entry:
        chapter = book_chapter(
            to_xhtml(item.body, resolver=resolver, title=item.title),
            lambda sha256: self._image(sha256, types.get(sha256, "")),
        )
        language = language_tag(item.language) or self._language()
        title = xml_text(item.title).strip() or item.slug
        page = render(
            "epub/chapter.xhtml", title=title, body=chapter.body, language=language, direction=direction(language)
        )
        chapter.body = ""
        return _Entry(title, zlib.compress(page.encode()), chapter)

    def _image(self, sha256: str, media_type: str) -> str | None:
        if sha256 not in self.files:
            self.files[sha256] = self._add_image(sha256, media_type)
        return self.files[sha256]

    def _add_image(self, sha256: str, media_type: str) -> str | None:
        data = usable_image(self.read_image, sha256, media_type)
        if data is None:
            return None
        name = f"images/{sha256[:16]}.{ENDINGS[media_type]}"
        self._file(name, data)
        self.manifest.append((name, media_type))
        return name

    def _cover(self) -> None:
        """Write the author's own cover, else one made from the title."""
        own = own_cover(self.project)
        name = self._image(own.sha256, own.media_type) if own else None
        if name is None:
            name = "images/cover.png"
            self._file(name, made_cover(self.project))
            self.manifest.append((name, "image/png"))
        self.cover = name
        self._text("cover.xhtml", render("epub/cover.xhtml", cover=name, **self._values()))

    def _package(self, entries: list[_Entry], fonts: list[BookFont], now: datetime) -> str:
        chapters = [entry.chapter for entry in entries] or [Chapter("", frozenset())]
        has_words = all(not chapter.has_images_without_words for chapter in chapters)
        return render(
            "epub/package.opf",
            identifier=identifier(self.project),
            modified=iso(now),
            chapters=chapters,
            images=sorted(self.manifest),
            fonts=fonts,
            cover=self.cover,
            core_types=CORE_TYPES,
            are_images_described=has_words,
            has_math=any(chapter.has_math for chapter in chapters),
            **self._values(),
        )

    def _language(self) -> str:
        return language_tag(self.project.language) or NO_LANGUAGE

    def _values(self) -> dict[str, Any]:
        project = self.project
        title = xml_text(project.title).strip() or project.slug
        return {
            "title": title,
            "description": xml_text(project.description).strip(),
            "author": xml_text(project.author).strip() or title,
            "language": self._language(),
            "direction": direction(self._language()),
            "contents": contents_title(self._language()),
        }

    def _text(self, name: str, text: str) -> None:
        self.archive.writestr(zipfile.ZipInfo(f"EPUB/{name}", _EPOCH), text, zipfile.ZIP_DEFLATED)

    def _file(self, name: str, data: bytes) -> None:
        # Images are already compressed.
        self.archive.writestr(zipfile.ZipInfo(f"EPUB/{name}", _EPOCH), data, zipfile.ZIP_STORED)


def _without_dead_parts(entry: _Entry, ids: list[frozenset[str]]) -> str:
    """Return a chapter's page in which links to missing parts of other chapters lead to the start of the chapter."""
    page = zlib.decompress(entry.page).decode()
    for number, part in entry.chapter.links:
        if part not in ids[number - 1]:
            page = page.replace(f'href="{chapter_file(number)}#{part}"', f'href="{chapter_file(number)}"')
    return page
