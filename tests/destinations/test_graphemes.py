"""Characters as readers see them."""

import pytest

from fsp.destinations.graphemes import count_graphemes, graphemes


@pytest.mark.parametrize("character", ["é", "👩‍👩‍👧‍👦", "🇦🇹", "👍🏽", "각", "नि", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_one_seen_character_counts_as_one(character: str) -> None:
    assert count_graphemes(character * 3) == 3


def test_a_text_is_split_and_nothing_is_lost() -> None:
    assert "".join(graphemes("a\r\n👍🏽b")) == "a\r\n👍🏽b"
