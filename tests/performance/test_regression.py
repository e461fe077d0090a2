"""Verdicts on the newest runs; streams and bounds are short forms of `python -m bench.simulate.regressions`."""

from collections.abc import Sequence
from math import log
from random import Random
from time import process_time

import pytest

from fsp.errors import InvalidInput
from fsp.performance.baseline import Baseline
from fsp.performance.regression import judge
from fsp.performance.verdict import Guard, Level
from testbed.alarms import first_alarm, first_alarms_while_growing, naive_first_alarm
from testbed.run_times import correlated, independent, uniform

STREAMS = 60


def steady(seed: int = 1, runs: int = 100, variation: float = 0.1) -> Baseline:
    return Baseline(tuple(independent(Random(seed), runs, variation=variation)))


def slowed(factor: float, runs: int, seed: int = 2, variation: float = 0.1) -> list[float]:
    return independent(Random(seed), runs, variation=variation, factor=factor)


def test_without_a_change_nothing_is_found() -> None:
    verdict = judge(steady(), slowed(1.0, 60))

    assert (verdict.level, verdict.window, verdict.first_suspect) == (Level.NONE, 20, None)
    assert (verdict.baseline_runs, verdict.recent_runs) == (100, 60)
    assert verdict.ratio.low < 1 < verdict.ratio.high
    assert not verdict.is_improvement


def test_a_clear_slowdown_is_material_with_its_size_and_beginning() -> None:
    verdict = judge(steady(), [*slowed(1.0, 60), *slowed(1.4, 40, seed=3)])

    assert verdict.level is Level.MATERIAL
    assert verdict.ratio.value == pytest.approx(1.4, abs=0.05)
    assert verdict.ratio.low < 1.4 < verdict.ratio.high
    assert verdict.first_suspect == pytest.approx(60, abs=1)
    assert verdict.p < 2e-5


def test_fewer_than_ten_runs_are_possible_at_most() -> None:
    verdict = judge(steady(), slowed(3.0, 9))

    assert (verdict.level, verdict.window) == (Level.POSSIBLE, 5)


def test_a_slowdown_of_eight_percent_is_below_the_effect_however_sure() -> None:
    verdict = judge(Baseline((0.0, 0.001) * 50), [log(1.08)] * 160)

    assert verdict.level is Level.NONE
    assert verdict.p < 1e-9


def test_one_wild_run_is_not_a_regression() -> None:
    verdict = judge(steady(), [*slowed(1.0, 40), log(50.0)])

    assert verdict.level is Level.NONE
    assert verdict.exceeds_threshold


def test_the_literal_signal_compares_means_of_seconds() -> None:
    baseline = Baseline((log(1.0), log(3.0)) * 5)

    assert judge(baseline, [log(9.0), *[log(2.2)] * 10]).deviation_percent == pytest.approx(10)
    assert judge(baseline, [log(2.21)]).exceeds_threshold
    assert not judge(baseline, [log(2.19)]).exceeds_threshold


@pytest.mark.parametrize("usual", [0.001, 0.1, 1.0, 3.7, 60.0])
@pytest.mark.parametrize("runs", [30, 100])
def test_exactly_ten_percent_is_reached_and_a_little_less_is_not(usual: float, runs: int) -> None:
    baseline = Baseline((log(usual),) * runs)

    reached, below = (judge(baseline, [log(usual * factor)] * 40) for factor in (1.1, 1.0999))

    assert (reached.exceeds_threshold, reached.level >= Level.CONFIRMED) == (True, True)
    assert (below.exceeds_threshold, below.level) == (False, Level.NONE)


def test_faster_runs_are_an_improvement() -> None:
    verdict = judge(steady(), slowed(0.7, 30))

    assert verdict.is_improvement
    assert verdict.level is Level.NONE


def test_the_guards_that_were_needed_are_named() -> None:
    chained = Baseline(tuple(correlated(Random(1), 100, variation=0.3, correlation=0.6)))

    assert judge(steady(), slowed(1.0, 20)).guards == ()
    assert judge(chained, slowed(1.0, 20)).guards == (Guard.AUTOCORRELATION,)
    assert judge(steady(), [0.1, 0.1]).guards == (Guard.TIES,)
    assert judge(Baseline((0.0,) * 10), [0.3]).guards == (Guard.TIES, Guard.CONSTANT_BASELINE)


def test_a_constant_baseline_is_compared_all_the_same() -> None:
    constant = Baseline((log(2.0),) * 10)

    assert judge(constant, [log(2.0)] * 40).level is Level.NONE
    assert judge(constant, [log(3.0)] * 10).level is Level.MATERIAL


def test_one_run_alone_shows_only_the_literal_signal() -> None:
    verdict = judge(steady(), [log(9.0)])

    assert (verdict.level, verdict.window, verdict.exceeds_threshold) == (Level.NONE, 1, True)


def test_without_a_run_there_is_nothing_to_judge() -> None:
    with pytest.raises(InvalidInput, match="no run to judge"):
        judge(steady(), [])


def test_a_hundred_runs_without_change_seldom_alarm_while_the_naive_rule_does() -> None:
    real, naive = 0, 0
    for seed in range(STREAMS):
        random = Random(seed)
        baseline, runs = (independent(random, count, variation=0.3) for count in (100, 300))
        real += first_alarm(Baseline(tuple(baseline)), runs) is not None
        naive += naive_first_alarm(baseline, runs) is not None

    assert real <= STREAMS * 0.02
    assert naive > STREAMS * 0.80


@pytest.mark.parametrize(
    ("variation", "factor", "within", "share"),
    [(0.3, 1.5, 60, 0.99), (0.1, 1.2, 30, 1.0), (0.5, 2.0, 40, 0.99)],
)
def test_a_slowdown_is_confirmed_in_time(variation: float, factor: float, within: int, share: float) -> None:
    delays = [_delay(Random(seed), variation, factor, within) for seed in range(STREAMS)]

    assert sum(delay is not None for delay in delays) >= share * STREAMS


def _delay(random: Random, variation: float, factor: float, within: int) -> int | None:
    baseline, before = (independent(random, count, variation=variation) for count in (100, 100))
    after = independent(random, within, variation=variation, factor=factor)
    return first_alarm(Baseline(tuple(baseline)), after, before=before)


def test_ten_even_runs_and_then_twenty_percent_are_seen_at_once() -> None:
    for seed in range(STREAMS):
        random = Random(seed)
        first, slow = uniform(random, 10, width=0.05), uniform(random, 12, width=0.05, factor=1.2)

        reached = first_alarms_while_growing(first, slow)

        assert judge(Baseline(tuple(first)), slow[:1]).exceeds_threshold
        assert reached[Level.POSSIBLE] <= 4
        assert reached[Level.CONFIRMED] <= 12


def test_even_runs_that_stay_are_never_confirmed() -> None:
    alarms = [_level_reached(Random(seed), factor=1.0) for seed in range(STREAMS)]

    assert max(alarms) < Level.CONFIRMED


@pytest.mark.parametrize(("factor", "share"), [(1.05, 0.01), (1.08, 0.10)])
def test_less_than_ten_percent_is_seldom_material(factor: float, share: float) -> None:
    alarms = [_level_reached(Random(seed), factor=factor) for seed in range(300)]

    assert sum(level is Level.MATERIAL for level in alarms) <= share * 300


def _level_reached(random: Random, *, factor: float) -> Level:
    first, runs = uniform(random, 10, width=0.05), uniform(random, 60, width=0.05, factor=factor)
    return max(first_alarms_while_growing(first, runs), default=Level.NONE)


def test_runs_like_the_one_before_seldom_alarm() -> None:
    alarms = 0
    for seed in range(40):
        random = Random(seed)
        baseline, runs = (correlated(random, count, variation=0.3, correlation=0.5) for count in (100, 300))
        alarms += first_alarm(Baseline(tuple(baseline)), runs) is not None

    assert alarms <= 1


@pytest.mark.parametrize("factor", [1.0, 1.2, 1.5])
def test_an_evaluation_is_cheap(factor: float) -> None:
    baseline, runs = steady(runs=200, variation=0.3), slowed(factor, 260, variation=0.3)
    judge(baseline, runs[:160])

    milliseconds = min(_cost(baseline, runs) for _ in range(3)) * 1000

    assert milliseconds < 2, "ten times what it takes, so that a busy machine does not fail it"


def _cost(baseline: Baseline, runs: Sequence[float]) -> float:
    started = process_time()
    for end in range(160, 260):
        judge(baseline, runs[end - 160 : end])
    return (process_time() - started) / 100
