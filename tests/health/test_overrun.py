"""M11: a run that takes too long is overrun, whether or not anything is overdue."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.extensions import db
from fsp.health.overrun import overrun_since
from fsp.health.schedules import read_schedules
from fsp.jobs.schedule import Schedule, all_schedules
from fsp.models.job_request import JobRequest
from fsp.periodic.tick import tick
from fsp.redis_ops import rq_keys

FIVE_MINUTELY = Schedule("x", "reconcile-requests", "*/5 * * * *", grace_seconds=600, longest_seconds=300)
START = datetime(2026, 3, 1, 12, 0, 1, tzinfo=UTC)
LIMIT = START + timedelta(minutes=5)


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
    schedule = next(found for found in all_schedules() if found.name == "due-publication-sweep")
    tick(redis_client, schedule, START)
    job_id = db.session.scalars(select(JobRequest.job_id)).one()
    db.session.commit()
    redis_client.hset(rq_keys.job(job_id), mapping={"status": "started", "started_at": "2026-03-01T12:00:01.000000Z"})

    seen = {}
    for minutes in (4, 5.5, 7):
        found = next(one for one in read_schedules(redis_client, after(minutes)) if one.schedule == schedule)
        seen[minutes] = (found.overdue_since is not None, found.overrun_since is not None)

    # It is due by 12:00 and five minutes of grace, and began a second after the tick.
    assert seen == {4: (False, False), 5.5: (True, True), 7: (True, True)}
    redis_client.hset(rq_keys.job(job_id), mapping={"ended_at": "2026-03-01T12:05:30.000000Z", "status": "finished"})
    request = db.session.scalars(select(JobRequest)).one()
    request.state, request.settled_at = "done", after(5.5)
    db.session.commit()
    found = next(one for one in read_schedules(redis_client, after(5.8)) if one.schedule == schedule)
    assert (found.overdue_since, found.overrun_since) == (None, LIMIT)
