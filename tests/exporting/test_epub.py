"""The book: the same identifier for the same project, a chapter for each text."""

import io
import zipfile
from datetime import UTC, datetime

from fsp.exporting.epub import identifier, make_epub
from fsp.exporting.gather import ExportedItem, ExportedProject

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def project(*bodies: str) -> ExportedProject:
    items = tuple(ExportedItem(f"i{n}", f"T{n}", "", "", (), "draft", None, None, "", b) for n, b in enumerate(bodies))
    return ExportedProject(1, "garden", "Garden", "", "Ada", "en", ("site",), items, ())


def test_each_text_is_a_chapter_and_an_empty_item_is_none() -> None:
    with zipfile.ZipFile(io.BytesIO(make_epub(project("One", " ", "Two"), bytes.fromhex, NOW))) as book:
        chapters = [name for name in book.namelist() if "chapter" in name]
        package = book.read("EPUB/package.opf").decode()

    assert chapters == ["EPUB/chapter-1.xhtml", "EPUB/chapter-2.xhtml"]
    assert identifier(project()) in package
    assert "2026-05-01T00:00:00Z" in package
