"""When a regression is over."""

from random import Random

from fsp.performance.baseline import Baseline
from fsp.performance.clearing import proceed
from fsp.performance.track import Clearing
from testbed.run_times import independent

BASELINE = Baseline(tuple(independent(Random(1), 100, variation=0.1)))
CALM = independent(Random(2), 20, variation=0.1)
SLOW = independent(Random(3), 20, variation=0.1, factor=1.3)


def test_three_calm_evaluations_in_a_row_clear_it() -> None:
    states = [Clearing()]
    for runs_seen in (1, 2, 3):
        states.append(proceed(states[-1], BASELINE, CALM, runs_seen=runs_seen))

    assert [state.has_cleared for state in states] == [False, False, False, True]


def test_a_slow_evaluation_begins_the_count_anew() -> None:
    nearly = Clearing(calm_evaluations=2, runs_seen=5)

    assert proceed(nearly, BASELINE, SLOW, runs_seen=6) == Clearing(calm_evaluations=0, runs_seen=6)


def test_looking_again_without_a_new_run_counts_for_nothing() -> None:
    nearly = Clearing(calm_evaluations=2, runs_seen=5)

    assert proceed(nearly, BASELINE, CALM, runs_seen=5) is nearly
    assert proceed(nearly, BASELINE, [], runs_seen=6) is nearly


def test_only_the_last_twenty_runs_count() -> None:
    state = proceed(Clearing(), BASELINE, [*SLOW, *CALM], runs_seen=40)

    assert state.calm_evaluations == 1


def test_a_sure_slowdown_below_five_percent_is_calm() -> None:
    constant = Baseline((0.0,) * 20)

    assert proceed(Clearing(), constant, [0.04] * 20, runs_seen=1).calm_evaluations == 1
    assert proceed(Clearing(), constant, [0.06] * 20, runs_seen=1).calm_evaluations == 0
