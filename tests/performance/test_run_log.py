"""Stamps go where their runs go, through a whole life of a baseline."""

import math
import random
from datetime import UTC, datetime

import pytest

from fsp.performance import tracking
from fsp.performance.daily_pattern import DailyPattern
from fsp.performance.run_log import advance, change_daily_pattern, renew, stamp_of_recent
from fsp.performance.track import RunLog, Stamp, Track

HOUR_MS = 3_600_000
MIDNIGHT_MS = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()) * 1000


def follow(values: list[float]) -> tuple[Track, RunLog]:
    """Follow runs whose log seconds are told by their stamps, so that each can be found again."""
    track, run_log = Track(), RunLog()
    for value in values:
        before = track
        track = tracking.follow(track, value)
        run_log = advance(run_log, before, track, Stamp(round(value * 1e9)))
    return track, run_log


def logs(stamps: tuple[Stamp, ...]) -> list[float]:
    return [stamp.milliseconds / 1e9 for stamp in stamps]


@pytest.mark.parametrize("count", [5, 9, 10, 11, 40, 130, 500])
@pytest.mark.parametrize(("late", "after"), [(0.0, 0), (0.6, 60), (-0.6, 60)])
def test_every_stamp_belongs_to_its_run(count: int, late: float, after: int) -> None:
    chance = random.Random(count)
    values = [chance.gauss(0, 0.05) + (late if number >= after else 0.0) for number in range(count)]

    track, run_log = follow(values)

    assert logs(run_log.recent) == pytest.approx(track.recent)
    if track.baseline:
        assert logs(run_log.baseline) == pytest.approx(track.baseline.log_seconds)


def test_a_cold_start_takes_its_stamps_with_it() -> None:
    track, run_log = follow([2.0, 2.1, *(0.01 * number for number in range(8))])

    assert track.baseline is not None
    assert logs(run_log.baseline) == pytest.approx(track.baseline.log_seconds)


def test_accepted_runs_bring_their_stamps() -> None:
    chance = random.Random(7)
    track, run_log = follow([chance.gauss(0 if number < 40 else 0.6, 0.05) for number in range(80)])

    accepted = tracking.accept(track)
    renewed = renew(run_log, accepted)

    assert accepted.baseline is not None
    assert logs(renewed.baseline) == pytest.approx(accepted.baseline.log_seconds)
    assert renewed.recent == ()


def test_the_stamp_of_a_recent_run_is_found_from_the_newest_on() -> None:
    track = Track(recent=(0.1, 0.2, 0.3))
    run_log = RunLog(recent=(Stamp(2), Stamp(3)))

    assert [stamp_of_recent(run_log, track, index) for index in range(3)] == [None, Stamp(2), Stamp(3)]


def test_another_daily_pattern_is_taken_out_of_all_runs() -> None:
    chance = random.Random(1)
    raw = [chance.gauss(0, 0.05) for _ in range(40)]
    track, run_log = Track(), RunLog()
    for number, value in enumerate(raw):
        before, track = track, tracking.follow(track, value)
        run_log = advance(run_log, before, track, Stamp(MIDNIGHT_MS + number * HOUR_MS))
    daily_pattern = DailyPattern(tuple(math.sin(hour) for hour in range(24)))

    there = change_daily_pattern(track, run_log, None, daily_pattern)
    back = change_daily_pattern(there, run_log, daily_pattern, None)

    assert there.recent[-1] == pytest.approx(track.recent[-1] - math.sin(39 % 24))
    assert back.recent == pytest.approx(track.recent)
    assert there.baseline is not None
    assert back.baseline is not None
    assert track.baseline is not None
    assert back.baseline.log_seconds == pytest.approx(track.baseline.log_seconds)
    assert there.baseline.log_seconds != pytest.approx(track.baseline.log_seconds)
