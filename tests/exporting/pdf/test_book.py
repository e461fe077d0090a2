"""The PDF of a project."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from fsp.content.exported_project import ExportedImage, ExportedItem, ExportedProject
from fsp.errors import NotFound, PermanentFailure
from fsp.exporting.pdf.book import write_pdf
from fsp.exporting.pdf.paper import Paper, PaperSize
from fsp.typesetting.compile import compile_in_child
from tests.content.images.pictures import picture

FIRST = """Text[^1] with #hash, $money and "quotes", see [Harvest](harvest.md#when).

[^1]: The note.

![A bean](bean.png) ![lost](lost.png) ![broken](broken.png)

| a | b |
|---|---|
| 1 | 2 |
"""


def item(slug: str, body: str, **fields: object) -> ExportedItem:
    plain = ExportedItem(slug, slug.title(), "", "", (), "draft", None, None, f"{slug}.md", body)
    return replace(plain, **fields)  # type: ignore[arg-type]


def project(*items: ExportedItem, language: str = "en") -> ExportedProject:
    images = tuple(ExportedImage(f"{name}.png", "image/png", name) for name in ("bean", "lost", "broken"))
    return ExportedProject(1, "garden", "Garden", "Notes", "Ada", language, (), items, images)


def read_image(sha256: str) -> bytes:
    if sha256 == "lost":
        raise NotFound("lost")
    return picture("PNG") if sha256 == "bean" else picture("PNG")[:60]


def pdf(exported: ExportedProject, paper: Paper | None = None) -> PdfReader:
    file = io.BytesIO()
    write_pdf(exported, read_image, paper or Paper(), file)
    return PdfReader(io.BytesIO(file.getvalue()))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_a_book_has_a_title_contents_chapters_and_notes() -> None:
    reader = pdf(project(item("sowing", FIRST), item("harvest", "## When\n\nIn May.")))

    text = text_of(reader)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Garden", "Ada")
    assert "Contents" in reader.pages[1].extract_text()
    assert '#hash, $money and "quotes"' in text.replace("“", '"').replace("”", '"')
    assert "The note." in reader.pages[2].extract_text()
    assert "[lost]" in text
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == ["Sowing", "Harvest"]


def test_for_print_chapters_begin_on_odd_pages_and_the_page_has_a_bleed() -> None:
    chapters = (item("sowing", "One."), item("harvest", "Two."))

    reader = pdf(project(*chapters), Paper(PaperSize.TRADE, is_for_print=True, bleed_millimetres=3))

    starts = [
        number for number, page in enumerate(reader.pages) if page.extract_text().startswith(("Sowing", "Harvest"))
    ]
    trim, media = reader.pages[0].trimbox, reader.pages[0].mediabox
    assert [float(trim.width), float(trim.height)] == pytest.approx([432, 648], abs=0.5)
    assert float(media.width) == pytest.approx(432 + 2 * 8.5, abs=0.5)
    assert (starts[1] - starts[0]) % 2 == 0


def test_a_weighted_project_is_a_book_with_parts_and_matter_around_them() -> None:
    reader = pdf(
        project(
            item("harvest", "Two.", weight=2.0, series="Summer"),
            item("index", "Words.", layout="back-matter"),
            item("sowing", "One.", weight=1.0, series="Spring"),
            item("preface", "Hello.", layout="front-matter"),
        )
    )

    text = " ".join(text_of(reader).split())
    order = [text.rindex(words) for words in ("Hello.", "Spring", "One.", "Summer", "Two.", "Words.")]
    assert order == sorted(order)


def test_a_text_from_right_to_left_is_set() -> None:
    reader = pdf(project(item("sowing", "שלום"), language="he"))

    assert len(reader.pages) == 2


def test_an_empty_project_is_a_title_page() -> None:
    assert len(pdf(project()).pages) == 1


def test_the_compiler_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "main.typ").write_text("#unknown()")

    with pytest.raises(PermanentFailure, match=r"The PDF was not made: .*unknown"):
        compile_in_child(tmp_path / "main.typ", tmp_path / "book.pdf")
