"""The daily cycle."""

from datetime import UTC, datetime, timedelta, timezone
from math import log
from random import Random

import pytest

from fsp.performance.baseline import Baseline
from fsp.performance.daily_pattern import DailyPattern, learn_daily_pattern
from testbed.alarms import first_alarm
from testbed.run_times import RUNS_A_DAY, daily

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = timedelta(days=1) / RUNS_A_DAY


def stored(values: list[float]) -> list[tuple[datetime, float]]:
    return [(MIDNIGHT + index * EVERY, value) for index, value in enumerate(values)]


def test_two_days_are_too_few() -> None:
    assert learn_daily_pattern(stored([0.0] * 2 * RUNS_A_DAY)) is None
    assert learn_daily_pattern([]) is None


def test_a_clear_cycle_is_taken_out() -> None:
    runs = stored([log(2.0) if (index // 12) % 24 < 12 else 0.0 for index in range(3 * RUNS_A_DAY)])

    daily_pattern = learn_daily_pattern(runs)

    assert daily_pattern
    noon, midnight = MIDNIGHT + timedelta(hours=18), MIDNIGHT + timedelta(hours=6)
    assert daily_pattern.adjust(midnight, log(2.0)) == pytest.approx(daily_pattern.adjust(noon, 0.0))


def test_without_a_cycle_next_to_nothing_is_taken_out() -> None:
    daily_pattern = learn_daily_pattern(stored(daily(Random(1), 3 * RUNS_A_DAY, variation=0.3, swing=0.0)))

    assert daily_pattern
    assert max(map(abs, daily_pattern.offsets)) < 0.03


def test_the_hour_is_that_of_utc() -> None:
    daily_pattern = DailyPattern(tuple(float(hour) for hour in range(24)))
    east = datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))

    assert daily_pattern.adjust(east, 0.0) == -23.0


def test_constant_runs_and_empty_hours_have_no_daily_pattern() -> None:
    constant = learn_daily_pattern(stored([0.7] * 3 * RUNS_A_DAY))
    sparse = learn_daily_pattern([(MIDNIGHT + timedelta(days=day), float(day % 2)) for day in range(5)])

    assert constant == DailyPattern((0.0,) * 24)
    assert sparse
    assert sparse.offsets[12] == 0.0


def test_a_daily_cycle_seldom_alarms_once_it_is_known() -> None:
    expected = unknown = 0
    for seed in range(20):
        values = daily(Random(seed), 4 * RUNS_A_DAY + 200, variation=0.3, swing=0.2)
        daily_pattern = learn_daily_pattern(stored(values[: 3 * RUNS_A_DAY]))
        assert daily_pattern
        adjusted = [daily_pattern.adjust(at, value) for at, value in stored(values)]
        unknown += first_alarm(Baseline(tuple(values[664:864])), values[864:]) is not None
        expected += first_alarm(Baseline(tuple(adjusted[664:864])), adjusted[864:]) is not None

    assert expected <= 2
    assert unknown > 18
