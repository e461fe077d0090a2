"""Two changed versions of a text, merged by paragraph."""

import pytest

from fsp.content.three_way import merge_three

BASE = "One.\n\nTwo.\n\nThree.\n"


@pytest.mark.parametrize(
    ("current", "other", "merged"),
    [
        (BASE, "One!\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree.\n"),
        ("One.\n\nTwo.\n\nThree, mine.\n", "One!\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree, mine.\n"),
        ("Zero.\n\nOne.\n\nTwo.\n\nThree.\n", "One.\n\nThree.\n", "Zero.\n\nOne.\n\nThree.\n"),
        ("One.\n\nThree.\n", "One.\n\nTwo.\n\nThree.\n\nFour.\n", "One.\n\nThree.\n\nFour.\n"),
        ("One!\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree.\n"),
        ("", "One!\n\nTwo.\n\nThree.\n", "One!\n\n"),
    ],
)
def test_changes_in_different_places_are_both_there(current: str, other: str, merged: str) -> None:
    assert merge_three(BASE, current, other).text == merged


def test_where_both_changed_a_paragraph_it_is_a_conflict() -> None:
    merged = merge_three(BASE, "One.\n\nTwo, mine.\n\nThree.\n", "One.\n\nTwo, theirs.\n\nThree.\n")

    assert merged.text == "One.\n\nTwo, theirs.\n\nThree.\n"
    assert merged.conflicts == {"Two, mine.", "Two, theirs."}


def test_changes_in_different_places_are_no_conflict() -> None:
    assert not merge_three(BASE, "One!\n\nTwo.\n\nThree.\n", "One.\n\nTwo.\n\nThree!\n").conflicts
