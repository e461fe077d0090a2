"""How a baseline begins, grows and gives way."""

from math import inf, log, nan

import pytest

from fsp.errors import InvalidInput
from fsp.performance.baseline import (
    Baseline,
    BaselineState,
    accept_new_normal,
    begin,
    freeze,
    grow,
    thaw,
    to_log,
    without_cold_start,
)

STEADY = tuple(log(1 + index / 100) for index in range(10))


def test_nine_runs_make_no_baseline() -> None:
    assert begin(STEADY[:9]) is None


def test_ten_runs_make_a_provisional_baseline() -> None:
    baseline = begin(STEADY, code_version="1.2")

    assert baseline == Baseline(STEADY, version=1, is_frozen=False, code_version="1.2")
    assert baseline.state is BaselineState.PROVISIONAL


def test_only_the_first_ten_make_it() -> None:
    assert begin([*STEADY, 5.0]) == Baseline(STEADY)


@pytest.mark.parametrize("cold", [1, 2, 3])
def test_a_cold_start_is_left_out(cold: int) -> None:
    runs = [log(2)] * cold + list(STEADY[cold:])

    assert without_cold_start(runs) == STEADY[cold:]


@pytest.mark.parametrize(
    "runs",
    [
        [log(2)] * 4 + list(STEADY[4:]),
        [*STEADY[:4], log(2), *STEADY[5:]],
        [log(1.2), *STEADY[1:]],
        [log(2), *STEADY[1:9], log(2.5)],
        [0.0] * 10,
        [0.0],
        [],
    ],
    ids=["four of them", "not the first", "hardly longer", "later ones as long", "constant", "one", "none"],
)
def test_other_beginnings_are_kept_whole(runs: list[float]) -> None:
    assert without_cold_start(runs) == tuple(runs)


def test_it_is_stable_from_a_hundred_runs() -> None:
    assert Baseline((0.0,) * 99).state is BaselineState.PROVISIONAL
    assert Baseline((0.0,) * 100).state is BaselineState.STABLE


def test_it_grows_to_two_hundred_runs_and_no_further() -> None:
    baseline = Baseline((0.0,) * 195)

    grown = grow(baseline, [1.0] * 10)

    assert grown.log_seconds == (0.0,) * 195 + (1.0,) * 5
    assert grow(grown, [2.0]) is grown


def test_frozen_it_does_not_grow() -> None:
    frozen = freeze(Baseline(STEADY))

    assert grow(frozen, [1.0]) is frozen
    assert grow(thaw(frozen), [1.0]).log_seconds == (*STEADY, 1.0)


def test_freezing_or_thawing_twice_changes_nothing() -> None:
    frozen = freeze(Baseline(STEADY))

    assert freeze(frozen) is frozen
    assert thaw(thaw(frozen)) == Baseline(STEADY)


def test_the_new_normal_is_the_next_version_and_thawed() -> None:
    old = Baseline(STEADY, version=3, is_frozen=True, code_version="1.2")

    new = accept_new_normal(old, [0.5] * 250, code_version="1.3")

    assert new == Baseline((0.5,) * 200, version=4, code_version="1.3")


def test_nine_runs_are_no_new_normal() -> None:
    with pytest.raises(InvalidInput, match="needs 10 runs at the new level, got 9"):
        accept_new_normal(Baseline(STEADY), [0.5] * 9)


def test_a_run_of_no_time_has_a_logarithm() -> None:
    assert to_log(0.0) == pytest.approx(log(1e-6))
    assert to_log(2.0) == log(2.0)


@pytest.mark.parametrize(("seconds", "counted"), [(0.0, 1e-6), (-1.0, 1e-6), (nan, 1e-6), (inf, 1e12)])
def test_what_is_no_time_has_a_logarithm_all_the_same(seconds: float, counted: float) -> None:
    assert to_log(seconds) == log(counted)
