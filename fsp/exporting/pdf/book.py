"""Writes a project as a PDF, for reading on screen or for print."""

import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, UnidentifiedImageError

from fsp import paths
from fsp.content.exported_project import ExportedItem, ExportedProject
from fsp.content.languages import direction, language_tag
from fsp.content.markdown import to_xhtml
from fsp.content.rendering.xhtml_tree import xml_text
from fsp.exporting.book_images import ENDINGS, usable_image
from fsp.exporting.book_order import parts_of
from fsp.exporting.book_words import contents_title
from fsp.exporting.chapter import Chapter, book_chapter
from fsp.exporting.chapter_numbers import book_resolver
from fsp.exporting.pdf.paper import Paper
from fsp.exporting.pdf.typst_code import Targets, code_of, literal
from fsp.typesetting.compile import compile_in_child

FONTS = ("Libertinus Serif", "Noto Serif", "DejaVu Serif", "DejaVu Sans")
"""The first is part of Typst. Installed fonts are used for characters that these do not have."""

ReadImage = Callable[[str], bytes]

_DIRECT = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"})
"""Types that Typst reads. Others are converted to PNG."""


def write_pdf(project: ExportedProject, read_image: ReadImage, paper: Paper, file: BinaryIO) -> None:
    """Write the book to a file; raise PermanentFailure if it cannot be made."""
    with tempfile.TemporaryDirectory(prefix="fsp-pdf-") as folder:
        main = _Folder(Path(folder), project, read_image).write(paper)
        output = Path(folder, "book.pdf")
        compile_in_child(main, output)
        with output.open("rb") as pdf:
            while data := pdf.read(1024 * 1024):
                file.write(data)


@dataclass
class _Folder:
    """The files of a book before it is compiled, one chapter and one image in memory at a time."""

    root: Path
    project: ExportedProject
    read_image: ReadImage
    images: dict[str, str | None] = field(default_factory=dict)
    """SHA-256 of an image → its file, or None if it cannot be shown."""

    def write(self, paper: Paper) -> Path:
        """Write everything; return the main file."""
        parts = parts_of(self.project.items)
        items = [item for part in parts for item in part.items]
        images = {image.path: image for image in self.project.images}
        resolver_of = book_resolver(items, images)
        types = {image.sha256: image.media_type for image in images.values()}
        chapters: list[Chapter] = []
        for number, item in enumerate(items, 1):
            html = to_xhtml(item.body, resolver=resolver_of(item), title=item.title)
            chapter = book_chapter(html, lambda sha256: self._image(sha256, types.get(sha256, "")))
            (self.root / f"chapter-{number}.xhtml").write_text(chapter.body, encoding="utf-8")
            chapter.body = ""
            chapters.append(chapter)
        targets = Targets({number: chapter.ids for number, chapter in enumerate(chapters, 1)})
        lines = ['#import "book.typ": *', "#show: book"]
        number = 0
        for part in parts:
            lines += [f"#part({literal(xml_text(part.title))})"] if part.title else []
            for item in part.items:
                number += 1
                self._chapter(number, item, targets)
                lines.append(f'#include "chapter-{number}.typ"')
        self._data(paper, number)
        main = self.root / "main.typ"
        main.write_text("\n".join(lines), encoding="utf-8")
        return main

    def _chapter(self, number: int, item: ExportedItem, targets: Targets) -> None:
        page = self.root / f"chapter-{number}.xhtml"
        code = code_of(page.read_text(encoding="utf-8"), chapter=number, targets=targets)
        language = _language(item.language) or _language(self.project.language)
        title = xml_text(item.title).strip() or item.slug
        values = ", ".join(literal(value) for value in (title, language or "en", direction(language)))
        text = f'#import "book.typ": *\n#chapter({number}, {values}, {code})\n'
        page.with_suffix(".typ").write_text(text, encoding="utf-8")
        page.unlink()

    def _data(self, paper: Paper, chapters: int) -> None:
        project = self.project
        title = xml_text(project.title).strip() or project.slug
        language = _language(project.language) or "en"
        data: dict[str, Any] = {
            "title": title,
            "author": xml_text(project.author).strip(),
            "description": xml_text(project.description).strip(),
            "keywords": sorted({tag for item in project.items for tag in item.tags})[:50],
            "language": language,
            "direction": direction(project.language),
            "chapters": chapters,
            "fonts": FONTS,
            "words": {"contents": contents_title(language)},
            "width_mm": paper.width_millimetres,
            "height_mm": paper.height_millimetres,
            "bleed_mm": paper.bleed_millimetres,
            "is_for_print": paper.is_for_print,
        }
        (self.root / "book.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        layout = paths.resource("templates") / "typst" / "book.typ"
        (self.root / "book.typ").write_text(layout.read_text(encoding="utf-8"), encoding="utf-8")

    def _image(self, sha256: str, media_type: str) -> str | None:
        if sha256 not in self.images:
            self.images[sha256] = self._add_image(sha256, media_type)
        return self.images[sha256]

    def _add_image(self, sha256: str, media_type: str) -> str | None:
        data = usable_image(self.read_image, sha256, media_type)
        if data is None:
            return None
        usable = data if media_type == "image/svg+xml" else _readable_by_typst(data, media_type)
        if usable is None:
            return None
        ending = ENDINGS[media_type] if media_type in _DIRECT else "png"
        name = f"{sha256[:16]}.{ending}"
        (self.root / name).write_bytes(usable)
        return name


def _readable_by_typst(data: bytes, media_type: str) -> bytes | None:
    """Return the image, or None if it is damaged: one damaged image would prevent the whole book."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            if media_type in _DIRECT:
                return data
            converted = io.BytesIO()
            image.save(converted, "PNG")
            return converted.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _language(written: str) -> str:
    """Return the language as Typst takes it: the first part of the tag."""
    return language_tag(written).split("-", 1)[0].lower()
