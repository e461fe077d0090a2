"""Flapping begins at 4 changes in 24 evaluations and ends at 1."""

import pytest

from fsp.alerts.flapping import changes, conditions_after, is_flapping
from fsp.alerts.judgement import Verdict


@pytest.mark.parametrize(("conditions", "found"), [("", 0), ("fb", 1), ("fbfb", 3), ("fbfbf", 4), ("fbbbbff", 2)])
def test_changes_are_counted(conditions: str, found: int) -> None:
    assert changes(conditions) == found


@pytest.mark.parametrize(
    ("conditions", "was", "expected"),
    [("fbfb", False, False), ("fbfbf", False, True), ("fbf", True, True), ("fbb", True, False)],
)
def test_it_begins_at_four_and_ends_at_one(conditions: str, *, was: bool, expected: bool) -> None:
    assert is_flapping(conditions, was_flapping=was) is expected


def test_only_the_last_24_evaluations_count_and_gaps_do_not() -> None:
    conditions = "fbfbf"
    for _ in range(10):
        conditions = conditions_after(conditions, Verdict.NO_DATA, is_active=True)
    after_gap = changes(conditions)
    for _ in range(24):
        conditions = conditions_after(conditions, Verdict.FINE, is_active=True)

    assert (after_gap, changes(conditions), len(conditions)) == (4, 0, 25)


def test_between_the_limits_is_what_it_was() -> None:
    assert conditions_after("fb", Verdict.BETWEEN, is_active=True) == "fbb"
    assert conditions_after("ff", Verdict.BETWEEN, is_active=False) == "fff"
