"""The fonts of a book."""

from dataclasses import replace

from fsp.content.exported_project import ExportedProject
from fsp.exporting.book_styles import book_fonts, book_styles
from tests.exporting.test_epub import files_of, project

TTF = b"\x00\x01\x00\x00 and the rest"


def with_theme(**files: bytes) -> ExportedProject:
    return replace(project("Text"), theme=tuple((name.replace("_", ".", 1), data) for name, data in files.items()))


def test_fonts_of_the_theme_are_embedded_with_their_style() -> None:
    theme = (("book.ttf", TTF), ("book-bold-italic.otf", b"OTTO"), ("site.css", b"body {}"))

    files = files_of(replace(project("Text"), theme=theme))

    assert 'href="fonts/book.ttf" media-type="font/ttf"' in files["EPUB/package.opf"]
    assert 'href="fonts/book-bold-italic.otf" media-type="font/otf"' in files["EPUB/package.opf"]
    assert "url(fonts/book-bold-italic.otf); font-weight: bold; font-style: italic" in files["EPUB/book.css"]
    assert "EPUB/fonts/book.ttf" in files


def test_a_file_that_is_no_font_is_left_out() -> None:
    assert book_fonts(with_theme(book_ttf=b"<html>")) == []
    assert [font.file for font in book_fonts(with_theme(book_ttf=TTF, book_woff2=b"<html>"))] == ["fonts/book.ttf"]


def test_a_book_without_fonts_uses_those_of_the_reader() -> None:
    assert "font-family" not in book_styles([])
