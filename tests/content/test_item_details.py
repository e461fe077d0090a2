"""Details of an item: changed as a person types them, and checked."""

from dataclasses import replace

import pytest

from fsp.content.item_details import ItemDetails, details_of, set_details
from fsp.errors import InvalidInput
from fsp.models.item import Item


def item() -> Item:
    return Item(
        authors=["Lovelace, Ada"], cover="a.png", language="x y", series="S", canonical_url="old", is_unlisted=False
    )


def test_what_is_left_as_it_was_stays_whatever_it_holds() -> None:
    row = item()

    set_details(row, details_of(row))

    assert (row.authors, row.language, row.canonical_url) == (["Lovelace, Ada"], "x y", "old")


def test_details_are_changed() -> None:
    row, new_details = (
        item(),
        ItemDetails("Ada, Bob, Ada", "b.png", "pt-BR", "T", "https://example.org/a", is_unlisted=True),
    )

    set_details(row, new_details)

    assert row.authors == ["Ada", "Bob"]
    assert details_of(row) == ItemDetails("Ada, Bob", "b.png", "pt-BR", "T", "https://example.org/a", is_unlisted=True)


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (ItemDetails(language="klingon?"), "such as en or pt-BR"),
        (ItemDetails(canonical_url="javascript:alert(1)"), "must start with https://"),
        (ItemDetails(cover="x" * 1001), "at most 1000 characters long, got 1001"),
    ],
)
def test_what_cannot_be_used_says_why(details: ItemDetails, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        set_details(item(), details)


def test_a_page_has_the_layout_of_a_page_and_other_layouts_stay() -> None:
    row = item()
    row.layout = "wide"
    set_details(row, replace(details_of(row), series="T"))
    stored_layout = row.layout
    set_details(row, replace(details_of(row), is_page=True))
    page = row.layout
    set_details(row, replace(details_of(row), is_page=False))

    assert (stored_layout, page, row.layout) == ("wide", "page", "")
