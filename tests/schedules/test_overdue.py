"""Overdue after so many ticks without a success, over after so many in a row; overrun by a run that takes too long."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.conditions.schedules import read_schedules
from fsp.models.job_request import JobRequest
from fsp.redis_ops import rq_keys
from fsp.scheduler.tick import tick
from fsp.schedules.overdue import Recovering, TickEnd, overdue_since, overrun_since, recovering
from fsp.schedules.schedule import Schedule, all_schedules
from fsp.stores import db

FIVE_MINUTELY = Schedule("x", "reconcile-requests", "*/5 * * * *", grace_seconds=600, longest_seconds=300)
START = datetime(2026, 3, 1, 12, 0, 1, tzinfo=UTC)
LIMIT = START + timedelta(minutes=5)
NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_success_is_due_at_the_next_tick_and_its_grace() -> None:
    hourly = Schedule("x", "y", "0 * * * *", grace_seconds=300)
    due = datetime(2026, 3, 1, 13, 5, tzinfo=UTC)

    at = {now: overdue_since(hourly, begun=NOW, now=now) for now in (due, due + timedelta(seconds=1))}

    assert list(at.values()) == [None, due]


def test_a_threshold_of_three_lets_two_ticks_pass() -> None:
    hourly = Schedule("x", "y", "0 * * * *", grace_seconds=300, failure_threshold=3)
    due = datetime(2026, 3, 1, 15, 5, tzinfo=UTC)

    at = {now: overdue_since(hourly, begun=NOW, now=now) for now in (due, due + timedelta(seconds=1))}

    assert list(at.values()) == [None, due]


def hourly(recovery: int, failure: int = 1) -> Schedule:
    return Schedule("x", "y", "0 * * * *", grace_seconds=300, failure_threshold=failure, recovery_threshold=recovery)


def ends(reported: str) -> list[TickEnd]:
    """Return the ends of the hours from noon: s for a success, f for a failure, - where there was none."""
    hours = [(NOON + timedelta(hours=number), letter) for number, letter in enumerate(reported) if letter != "-"]
    return [TickEnd(tick, tick + timedelta(minutes=1), letter == "s") for tick, letter in hours]


@pytest.mark.parametrize(
    ("reported", "in_a_row"),
    [
        ("ss", None),
        ("s-s", 1),
        ("sfs", 1),
        ("s-ss", 2),
        ("s-sss", None),
        # A failure or a gap on the way counts the successes from the beginning.
        ("s-ssfs", 1),
        ("s-ss-s", 1),
        ("s-ssfsss", None),
        ("s-sf", 0),
        ("f", None),
        ("", None),
    ],
)
def test_three_successes_in_a_row_end_it(reported: str, in_a_row: int | None) -> None:
    since = NOON + timedelta(hours=1, minutes=5)

    assert recovering(hourly(3), ends(reported)) == (None if in_a_row is None else Recovering(since, in_a_row))


@pytest.mark.parametrize("reported", ["ss", "s-s", "sfs", "sffffs", "s-s-s"])
def test_by_default_one_success_ends_it(reported: str) -> None:
    assert recovering(hourly(1), ends(reported)) is None


def test_failures_below_their_threshold_begin_nothing() -> None:
    assert recovering(hourly(3, failure=2), ends("sfs")) is None
    assert recovering(hourly(3, failure=2), ends("sffs")) == Recovering(NOON + timedelta(hours=2, minutes=5), 1)


def test_what_was_left_out_by_a_pause_is_not_owed() -> None:
    until = NOON + timedelta(hours=4, minutes=30)

    assert recovering(hourly(3), ends("s----s"), not_owed_before=until) is None
    assert recovering(hourly(3), ends("s------s"), not_owed_before=until) is not None


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("ended", "now", "since"),
    [
        (None, after(5), None),
        (None, after(6), LIMIT),
        (after(4), after(20), None),
        (after(6), after(20), LIMIT),
        # The end of the attempt before says nothing of this one.
        (after(-1), after(4), None),
        (after(-1), after(6), LIMIT),
    ],
)
def test_a_run_of_six_minutes_is_overrun_after_five(
    ended: datetime | None, now: datetime, since: datetime | None
) -> None:
    assert overrun_since(FIVE_MINUTELY, started=START, ended=ended, now=now) == since


def test_what_has_not_begun_is_not_overrun() -> None:
    assert overrun_since(FIVE_MINUTELY, started=None, ended=None, now=after(60)) is None


def test_overrun_and_overdue_are_clocks_of_their_own(core: Flask, redis_client: redis.Redis) -> None:
    schedule = next(result for result in all_schedules() if result.name == "due-publication-sweep")
    tick(redis_client, schedule, START)
    job_id = db.session.scalars(select(JobRequest.job_id)).one()
    db.session.commit()
    redis_client.hset(rq_keys.job(job_id), mapping={"status": "started", "started_at": "2026-03-01T12:00:01.000000Z"})

    seen = {}
    for minutes in (4, 5.5, 7):
        result = next(entry for entry in read_schedules(redis_client, after(minutes)) if entry.schedule == schedule)
        seen[minutes] = (result.overdue_since is not None, result.overrun_since is not None)

    # It is due by 12:00 and five minutes of grace, and began a second after the tick.
    assert seen == {4: (False, False), 5.5: (True, True), 7: (True, True)}
    redis_client.hset(rq_keys.job(job_id), mapping={"ended_at": "2026-03-01T12:05:30.000000Z", "status": "finished"})
    request = db.session.scalars(select(JobRequest)).one()
    request.state, request.settled_at = "done", after(5.5)
    db.session.commit()
    result = next(entry for entry in read_schedules(redis_client, after(5.8)) if entry.schedule == schedule)
    assert (result.overdue_since, result.overrun_since) == (None, LIMIT)
