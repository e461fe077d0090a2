"""Flapping begins at 4 changes in 24 evaluations, or 2 in a relapse, and ends at 1."""

import pytest

from fsp.alerts.flapping import changes, conditions_after, has_flapped_lately, is_flapping
from fsp.conditions.finding import Verdict
from testbed.alert_system import DAY, conditions_through, naive, noise
from tests.alerts.steps import START, at


@pytest.mark.parametrize(("conditions", "number"), [("", 0), ("fb", 1), ("fbfb", 3), ("fbfbf", 4), ("fbbbbff", 2)])
def test_changes_are_counted(conditions: str, number: int) -> None:
    assert changes(conditions) == number


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


@pytest.mark.parametrize(("conditions", "expected"), [("ffb", False), ("fbf", True)])
def test_a_relapse_begins_at_two(conditions: str, *, expected: bool) -> None:
    assert is_flapping(conditions, was_flapping=False, is_relapse=True) is expected


def test_what_comes_back_within_a_day_is_a_relapse() -> None:
    results = [has_flapped_lately(moment, at(24 * 60)) for moment in (None, START, at(-1))]

    assert results == [False, True, False]


@pytest.mark.parametrize("rule", ["JobFailures", "RedisUnreachable"])
def test_noise_and_a_square_wave_are_told_of_ten_times_a_day_at_most(rule: str) -> None:
    noises = [noise(seed) for seed in range(40)]
    wave = [number // 4 % 2 == 0 for number in range(DAY)]

    counts = [len(conditions_through(rule, conditions).notices) for conditions in noises]

    assert sum(map(naive, noises)) / len(noises) > 25
    assert sum(counts) / len(counts) <= 10
    assert max(counts) <= 16
    assert len(conditions_through(rule, wave).notices) <= 10
    assert naive(wave) == DAY / 2
