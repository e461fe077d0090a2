"""Texts that are cut at a word."""

import pytest

from fsp.destinations.cut_text import longest_cut


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("Four raised beds", 16, "Four raised beds"),
        ("Four raised beds", 15, "Four raised…"),
        ("Four raised, beds", 13, "Four raised…"),
        ("Four", 3, "Fo…"),
        ("四つの高床式の花壇を作りました", 6, "四つの高床…"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 8, "👩‍👩‍👧‍👦…"),
        ("Four raised beds", 0, ""),
    ],
)
def test_the_longest_beginning_is_kept(text: str, limit: int, cut: str) -> None:
    assert longest_cut(text, lambda candidate: len(candidate) <= limit) == cut
