"""Links between posts lead to chapters."""

from dataclasses import replace

import pytest

from fsp.content.exported_project import ExportedImage, ExportedItem
from fsp.exporting.book_addresses import IMAGE_MARK, chapter_link
from fsp.exporting.chapter_numbers import book_resolver

ITEM = ExportedItem("one", "One", "", "", (), "draft", None, None, "posts/2020-01-01-one.md", "x")
OTHERS = (
    ITEM,
    replace(ITEM, slug="zwei", source_path="posts/two.md", body="## Part\n\n## Version 1.2.0"),
    replace(ITEM, slug="x", source_path="sub/x/index.md", redirects=("2019/old",)),
)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("two.md", (2, "")),
        ("two.md#part", (2, "part")),
        ("two.md#version-1.2.0", (2, "version-120")),
        ("two.md#lost", (2, "")),
        ("two", (2, "")),
        ("../sub/x/index.md", (3, "")),
        ("../sub/x/", (3, "")),
        ("/zwei/", (2, "")),
        ("../zwei/", (2, "")),
        ("/2019/old.html", (3, "")),
        ("nowhere.md", None),
    ],
)
def test_an_address_leads_to_its_chapter(address: str, target: tuple[int, str] | None) -> None:
    resolver = book_resolver(OTHERS, {})(ITEM)

    assert resolver.link(address) == (chapter_link(*target) if target else None)


def test_an_address_elsewhere_stays() -> None:
    assert book_resolver(OTHERS, {})(ITEM).link("https://e.org/two.md") == "https://e.org/two.md"


def test_an_image_is_marked() -> None:
    images = {"static/a.png": ExportedImage("static/a.png", "image/png", "f" * 64)}

    image = book_resolver(OTHERS, images)(ITEM).image("/a.png")

    assert image is not None
    assert image.url == IMAGE_MARK + "f" * 64
