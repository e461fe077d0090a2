"""The order of the chapters of a book."""

from dataclasses import replace

from fsp.content.exported_project import ExportedItem
from fsp.exporting.book_order import parts_of


def item(slug: str, **fields: object) -> ExportedItem:
    plain = ExportedItem(slug, slug, "", "", (), "draft", None, None, f"{slug}.md", "Text.")
    return replace(plain, **fields)  # type: ignore[arg-type]


def order(*items: ExportedItem) -> list[tuple[str, list[str]]]:
    return [(part.title, [item.slug for item in part.items]) for part in parts_of(items)]


def test_a_blog_keeps_its_order_and_has_no_parts() -> None:
    assert order(item("b", weight=2.0), item("a", series="S")) == [("", ["b", "a"])]


def test_a_post_without_a_text_is_no_chapter() -> None:
    assert order(item("a", body=" "), item("b")) == [("", ["b"])]
    assert order(item("a", body="")) == []


def test_weights_make_a_book() -> None:
    assert order(item("b", weight=2.0), item("a", weight=1.0)) == [("", ["a", "b"])]


def test_one_series_is_no_part() -> None:
    assert order(item("b", weight=2.0, series="S"), item("a", weight=1.0, series="S")) == [("", ["a", "b"])]


def test_series_are_parts_in_the_order_of_their_first_chapters() -> None:
    chapters = (item("c", weight=3.0, series="S"), item("a", weight=1.0, series="S"), item("b", weight=2.0, series="T"))

    assert order(*chapters, item("end", layout="back-matter"), item("start", layout="front-matter")) == [
        ("", ["start"]),
        ("S", ["a", "c"]),
        ("T", ["b"]),
        ("", ["end"]),
    ]
