"""Titles: without surrounding spaces, neither empty nor too long."""

import pytest

from fsp.content.titles import checked_title
from fsp.errors import InvalidInput


def test_a_title_is_returned_without_surrounding_spaces() -> None:
    assert checked_title("  Beans \n") == "Beans"


@pytest.mark.parametrize("title", ["", "  ", "x" * 301])
def test_an_empty_or_long_title_is_refused(title: str) -> None:
    with pytest.raises(InvalidInput, match="1–300 characters"):
        checked_title(title)
