"""A project as one HTML file."""

import io
from dataclasses import replace

from bs4 import BeautifulSoup

from fsp.content.exported_project import ExportedImage, ExportedItem, ExportedProject
from fsp.errors import NotFound
from fsp.exporting.single_html import write_single_html
from tests.content.images.pictures import picture


def item(slug: str, body: str, **fields: object) -> ExportedItem:
    plain = ExportedItem(slug, slug.title(), "", "", (), "draft", None, None, f"{slug}.md", body)
    return replace(plain, **fields)  # type: ignore[arg-type]


def html(*items: ExportedItem) -> BeautifulSoup:
    def read_image(sha256: str) -> bytes:
        if sha256 == "lost":
            raise NotFound("lost")
        return picture("PNG")

    images = tuple(ExportedImage(f"{name}.png", "image/png", name) for name in ("bean", "lost"))
    project = ExportedProject(1, "garden", 'Garden & "peas"', "Notes", "Ada", "de", (), items, images)
    file = io.BytesIO()
    write_single_html(project, read_image, file)
    return BeautifulSoup(file.getvalue().decode(), "html.parser")


def test_everything_is_in_one_file() -> None:
    page = html(item("sowing", "![A bean](bean.png) ![lost](lost.png)"), item("harvest", "Two."))

    assert page.title is not None
    assert page.title.get_text() == 'Garden & "peas"'
    assert [link["href"] for link in page.select("nav a")] == ["#c1", "#c2"]
    assert str(page.select("img")[0]["src"]).startswith("data:image/png;base64,")
    assert "[lost]" in page.get_text()


def test_every_link_in_the_file_leads_to_an_id_that_is_there_once() -> None:
    first = "## When\n\n[Other](harvest.md#when) [own](#when) note[^1]\n\n[^1]: Text."
    page = html(item("sowing", first), item("harvest", first))

    ids = [str(tag["id"]) for tag in page.select("[id]")]
    links = [str(tag["href"])[1:] for tag in page.select("a[href^='#']")]
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)
    assert "c2-when" in links


def test_a_chapter_in_another_language_says_so() -> None:
    page = html(item("sowing", "One.", language="he"))

    section = page.select("section")[0]
    assert (section["lang"], section["dir"]) == ("he", "rtl")


def test_the_chapters_of_a_part_are_one_level_below_it() -> None:
    page = html(
        item("preface", "## Why\n\nx", weight=0, layout="front-matter"),
        item("sowing", "## When\n\n###### Deep\n\nx", weight=1, series="Spring"),
        item("harvest", "x", weight=2, series="Autumn & winter"),
    )

    headings = [
        (tag.name, tag.get_text()) for tag in page.select("main h1, main h2, main h3, main h4, main h5, main h6")
    ]

    assert headings == [
        *(("h1", "Preface"), ("h2", "Why")),
        *(("h1", "Spring"), ("h2", "Sowing"), ("h3", "When"), ("h4", "Deep")),
        *(("h1", "Autumn & winter"), ("h2", "Harvest")),
    ]
