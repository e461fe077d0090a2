"""Links between posts lead to chapters."""

from dataclasses import replace

import pytest

from fsp.exporting.chapter_numbers import ChapterNumbers
from fsp.exporting.gather import ExportedItem

ITEM = ExportedItem("one", "One", "", "", (), "draft", None, None, "posts/2020-01-01-one.md", "x")
OTHERS = (
    ITEM,
    replace(ITEM, slug="zwei", source_path="posts/two.md"),
    replace(ITEM, slug="x", source_path="sub/x/index.md", redirects=("2019/old",)),
)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("two.md", (2, "")),
        ("two.md#part", (2, "part")),
        ("two", (2, "")),
        ("../sub/x/index.md", (3, "")),
        ("../sub/x/", (3, "")),
        ("/zwei/", (2, "")),
        ("../zwei/", (2, "")),
        ("/2019/old.html", (3, "")),
        ("nowhere.md", None),
        ("https://e.org/two.md", None),
        ("#part", None),
        ("http://[bad", None),
    ],
)
def test_an_address_leads_to_its_chapter(address: str, target: tuple[int, str] | None) -> None:
    assert ChapterNumbers(OTHERS).of(ITEM, address) == target
