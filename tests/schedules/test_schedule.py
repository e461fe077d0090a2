"""Schedules tick by the clock on the wall of their zone, also where that clock is moved."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.registry import get_job_type
from fsp.schedules.catalogue import SCHEDULES
from fsp.schedules.schedule import Schedule, add_schedule, all_schedules

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CHANGES = {
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "Europe/London": ("2026-03-29", "2026-10-25"),
    "Australia/Sydney": ("2026-10-04", "2026-04-05"),
    "Australia/Lord_Howe": ("2026-10-04", "2026-04-05"),
    "America/Santiago": ("2026-09-06", "2026-04-05"),
}
"""When clocks go forward, and back."""

FIXED = ("30 2 * * *", "30 1 * * *", "15 3 * * *", "0 0 * * *", "5 23 * * *")


ORACLE = list(csv.DictReader((Path(__file__).parent / "dst_oracle.csv").read_text(encoding="utf-8").splitlines()))
"""Six zones, both changes, five expressions: the ticks as a clock on the wall, minute by minute, has them."""


def ticks(cron: str, zone: str, day: str) -> list[datetime]:
    """Return the ticks from the day before a change to the day after it."""
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(zone)) - timedelta(days=1)
    end = start.astimezone(UTC) + timedelta(days=3)
    return list(takewhile(lambda tick: tick <= end, Schedule("x", "x", cron, zone=zone).ticks(start - MINUTE)))


def wall_minutes(zone: str, day: str) -> Iterator[tuple[datetime, datetime]]:
    """Yield every minute of the three days in UTC with what the clock on the wall says."""
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(zone)) - timedelta(days=1)
    moment = start.astimezone(UTC)
    end = moment + timedelta(days=3)
    while moment <= end:
        yield moment, moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        moment += MINUTE


def expected(cron: str, zone: str, day: str) -> list[datetime]:
    """Return when the clock on the wall first reaches or jumps over the hour and minute, once each day."""
    minute, hour = (int(part) for part in cron.split()[:2])
    results, done, before = [], set(), None
    for moment, wall in wall_minutes(zone, day):
        target = wall.replace(hour=hour, minute=minute)
        is_reached = wall == target or (before is not None and before < target < wall)
        if is_reached and target.date() not in done:
            done.add(target.date())
            results.append(moment)
        before = wall
    return results


@pytest.mark.parametrize("row", ORACLE, ids=lambda row: f"{row['zone']} {row['change']} {row['cron']}")
def test_the_ticks_are_those_of_the_committed_table(row: dict[str, str]) -> None:
    since, until = (datetime.fromisoformat(row[name]) for name in ("from", "until"))

    results = takewhile(
        lambda tick: tick <= until, Schedule("x", "x", row["cron"], zone=row["zone"]).ticks(since - MINUTE)
    )

    assert [f"{tick:%Y-%m-%dT%H:%MZ}" for tick in results] == row["ticks"].split()


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("change", [0, 1], ids=["forward", "back"])
@pytest.mark.parametrize("cron", FIXED)
def test_a_tick_at_a_fixed_hour_comes_once_a_day_and_right_after_a_gap(zone: str, change: int, cron: str) -> None:
    assert ticks(cron, zone, CHANGES[zone][change]) == expected(cron, zone, CHANGES[zone][change])


@pytest.mark.parametrize("zone", [zone for zone in CHANGES if zone != "Australia/Lord_Howe"])
@pytest.mark.parametrize("change", [0, 1], ids=["forward", "back"])
def test_every_thirty_minutes_is_every_thirty_minutes(zone: str, change: int) -> None:
    results = ticks("*/30 * * * *", zone, CHANGES[zone][change])

    assert {later - earlier for earlier, later in pairwise(results)} == {timedelta(minutes=30)}


def test_every_thirty_minutes_never_waits_longer_where_clocks_move_by_half_an_hour() -> None:
    for day in CHANGES["Australia/Lord_Howe"]:
        results = ticks("*/30 * * * *", "Australia/Lord_Howe", day)

        assert max(later - earlier for earlier, later in pairwise(results)) <= timedelta(minutes=30)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.name)
def test_every_schedule_of_fsp_can_run(schedule: Schedule) -> None:
    assert get_job_type(schedule.job_type).validated(schedule.arguments) == schedule.arguments
    assert schedule in all_schedules()
    assert len(set(schedule.next_ticks(NOON, 5))) == 5


def test_a_tick_has_one_id_wherever_it_is_made() -> None:
    assert Schedule("x", "y", "* * * * *").tick_id(NOON) == "x-20260501T1200Z"


@pytest.mark.parametrize("cron", ["0 * * * * *", "*/5 0 0 1 1 *", "* * * *", "", "0 0 1 1 * * 2026", "@hourly"])
def test_a_cron_expression_has_five_fields(cron: str) -> None:
    with pytest.raises(ValueError, match=r"5 fields .* none of seconds, got [0-9]"):
        Schedule("x", "x", cron)


@pytest.mark.parametrize(
    "wrong",
    [{"cron": "61 * * * *"}, {"cron": "x * * * *"}, {"cron": "0 0 30 2 *"}, {"zone": "Mars/Olympus"}, {"most": 0}],
)
def test_what_cannot_tick_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="x: "):
        Schedule(**{"name": "x", "job_type": "y", "cron": "* * * * *", **wrong})  # type: ignore[arg-type]


def test_a_name_is_one_schedule() -> None:
    with pytest.raises(ValueError, match="clean-up"):
        add_schedule(Schedule("clean-up", "clean-up", "* * * * *"))


@pytest.mark.parametrize(
    "name", ["grace_seconds", "longest_seconds", "failure_threshold", "recovery_threshold", "most"]
)
def test_numbers_that_mean_nothing_are_refused(name: str) -> None:
    number: dict[str, Any] = {name: 0}
    with pytest.raises(ValueError, match="must be 1 or more"):
        Schedule("x", "y", "0 * * * *", **number)
