"""The book: the same identifier for the same project, a chapter for each text, valid whatever the project holds."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from fsp.content.exported_project import ExportedImage, ExportedItem, ExportedProject
from fsp.errors import NotFound
from fsp.exporting.epub import NOT_SHOWN, identifier, make_epub

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def project(*bodies: str) -> ExportedProject:
    items = tuple(
        ExportedItem(f"i{n}", f"T{n}", "", "", (), "draft", None, None, f"{n}.md", b) for n, b in enumerate(bodies)
    )
    return ExportedProject(1, "garden", "Garden", "", "Ada", "en", ("site",), items, ())


def read_image(sha256: str) -> bytes:
    if sha256.startswith("0"):
        raise NotFound("lost")
    return NOT_SHOWN if sha256.startswith("a") else b"RIFF" + b"\0" * 40 if sha256.startswith("b") else b"\x89PNG"


def files_of(exported: ExportedProject) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(make_epub(exported, read_image, NOW))) as book:
        files = {name: book.read(name).decode(errors="replace") for name in book.namelist()}
    for name, text in files.items():
        if name.endswith((".xhtml", ".opf")):
            ET.fromstring(text)
    return files


def test_each_text_is_a_chapter_and_an_empty_item_is_none() -> None:
    files = files_of(project("One", " ", "Two"))

    assert [name for name in files if "chapter" in name] == ["EPUB/chapter-1.xhtml", "EPUB/chapter-2.xhtml"]
    assert identifier(project()) in files["EPUB/package.opf"]
    assert "2026-05-01T00:00:00Z" in files["EPUB/package.opf"]


def test_the_contents_have_a_role_and_a_title_in_the_language_of_the_book() -> None:
    files = files_of(replace(project("One."), language="pt-BR"))

    assert '<nav epub:type="toc" role="doc-toc"' in files["EPUB/nav.xhtml"]
    assert ">Sumário</h2>" in files["EPUB/nav.xhtml"]


def test_links_lead_to_chapters_and_a_dead_part_to_the_beginning() -> None:
    files = files_of(project("[a](1.md) [b](1.md#gone) [c](2.md)", "Text"))

    assert files["EPUB/chapter-1.xhtml"].count('href="chapter-2.xhtml"') == 2
    assert 'href="2.md"' not in files["EPUB/chapter-1.xhtml"]


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [("en_US", "en-US", "ltr"), ("English", "und", "ltr"), ("ar", "ar", "rtl"), ("", "und", "ltr")],
)
def test_the_language_is_a_valid_tag_and_gives_the_direction(language: str, tag: str, direction: str) -> None:
    files = files_of(replace(project("x"), language=language))

    assert f"<dc:language>{tag}</dc:language>" in files["EPUB/package.opf"]
    assert f'page-progression-direction="{direction}"' in files["EPUB/package.opf"]
    assert f'xml:lang="{tag}" dir="{direction}"' in files["EPUB/chapter-1.xhtml"]


def test_control_characters_of_every_field_are_left_out() -> None:
    bad = "a\x01\uffff<&"
    exported = replace(project("x"), title=bad, description=bad, author=bad)

    files = files_of(replace(exported, items=(replace(exported.items[0], title=bad),)))

    assert "a&lt;&amp;" in files["EPUB/nav.xhtml"]


def test_damaged_and_lost_images_are_words_and_others_have_a_fallback() -> None:
    images = tuple(
        ExportedImage(f"{name}.png", f"image/{kind}", name * 64)
        for name, kind in (("a", "png"), ("b", "webp"), ("c", "png"), ("0", "png"))
    )

    files = files_of(replace(project("![A](a.png) ![B](b.png) ![C](c.png) ![D](0.png)"), images=images))

    chapter, package = files["EPUB/chapter-1.xhtml"], files["EPUB/package.opf"]
    assert [f'alt="{name}"' in chapter for name in "AB"] + [f"[{name}]" in chapter for name in "CD"] == [True] * 4
    assert package.count('media-type="image/webp" fallback="not-shown"') == 1
    assert "EPUB/images/not-shown.png" in files
    assert "alternativeText" in package
