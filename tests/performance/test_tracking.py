"""The life of a baseline, run by run."""

from collections.abc import Iterable
from random import Random

import pytest

from fsp.errors import InvalidInput
from fsp.performance.baseline import Baseline, BaselineState
from fsp.performance.track import Track
from fsp.performance.tracking import accept, follow
from fsp.performance.verdict import Level
from testbed.run_times import independent


def runs(count: int, *, factor: float = 1.0, seed: int = 1) -> list[float]:
    return independent(Random(seed), count, variation=0.1, factor=factor)


def follow_all(track: Track, log_seconds: Iterable[float]) -> Track:
    for value in log_seconds:
        track = follow(track, value)
    return track


def baseline_of(track: Track) -> Baseline:
    assert track.baseline
    return track.baseline


def level_of(track: Track) -> Level:
    assert track.verdict
    return track.verdict.level


def test_there_is_no_baseline_at_nine_runs_and_one_at_ten() -> None:
    nine = follow_all(Track(), runs(9))

    ten = follow(nine, 0.0)

    assert (nine.baseline, nine.verdict) == (None, None)
    assert baseline_of(ten).log_seconds == (*runs(9), 0.0)
    assert (ten.recent, ten.verdict) == ((), None)


def test_no_run_is_in_the_baseline_and_in_a_window() -> None:
    track = follow_all(Track(), runs(150))

    assert (*baseline_of(track).log_seconds, *track.recent) == tuple(runs(150))
    assert len(track.recent) == pytest.approx(len(baseline_of(track).log_seconds), abs=1)


def test_it_becomes_stable_and_stops_at_two_hundred() -> None:
    track = follow_all(Track(), runs(220))
    late = follow_all(track, runs(300, seed=2))

    assert baseline_of(track).state is BaselineState.STABLE
    assert (len(baseline_of(late).log_seconds), baseline_of(late).version) == (200, 1)


def test_nothing_joins_while_a_regression_is_suspected() -> None:
    track = follow_all(Track(), runs(60))
    size = len(baseline_of(track).log_seconds)

    slow = follow_all(track, runs(300, factor=1.5, seed=2))

    assert level_of(slow) is Level.MATERIAL
    assert baseline_of(slow).is_frozen
    assert len(baseline_of(slow).log_seconds) <= size + 3, "the first runs may pass before the slowdown shows"


def test_a_regression_that_ends_is_cleared_and_leaves_no_trace() -> None:
    slow = follow_all(Track(), [*runs(150), *runs(50, factor=1.5, seed=2)])

    well = follow_all(slow, runs(400, seed=3))

    assert slow.clearing
    assert well.clearing is None
    assert level_of(well) is Level.NONE
    assert max(baseline_of(well).log_seconds) <= max(*runs(150), *runs(400, seed=3))


def test_accepting_the_new_normal_makes_a_version_of_the_slow_runs_only() -> None:
    slow = follow_all(Track(), [*runs(150), *runs(30, factor=1.5, seed=2)])

    accepted = accept(slow, code_version="2.0")

    assert baseline_of(accepted).log_seconds == tuple(runs(30, factor=1.5, seed=2))
    assert (baseline_of(accepted).version, baseline_of(accepted).code_version) == (2, "2.0")
    assert level_of(follow_all(accepted, runs(30, factor=1.5, seed=3))) is Level.NONE


def test_a_new_normal_needs_a_baseline_and_ten_runs() -> None:
    with pytest.raises(InvalidInput, match="no baseline to replace"):
        accept(Track())
    with pytest.raises(InvalidInput, match="needs 10 runs"):
        accept(follow_all(Track(), runs(12)))


def test_an_improvement_held_for_a_hundred_runs_is_taken_by_itself() -> None:
    track = follow_all(Track(), runs(150))

    early = follow_all(track, runs(99, factor=0.7, seed=2))
    held = follow_all(early, runs(10, factor=0.7, seed=3))

    assert (baseline_of(early).version, baseline_of(early).is_frozen) == (1, True)
    assert baseline_of(held).version == 2
    assert baseline_of(held).stats.mean_seconds == pytest.approx(0.7, abs=0.02)


def test_constant_runs_are_followed_quietly() -> None:
    track = follow_all(Track(), [0.5] * 60)

    assert level_of(track) is Level.NONE
