"""The health of schedules: when each last succeeded, how long it took, how a day's runs ended."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.handlers import catalogue  # noqa: F401
from fsp.health.schedule_health import check_schedules
from fsp.models.job_request import JobRequest, RequestState
from fsp.redis_ops import rq_keys
from fsp.scheduler.tick import tick
from fsp.schedules.schedule import all_schedules
from fsp.stores import db
from tests.redis_fields import HashFields

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
NAME = "due-publication-sweep"


@pytest.fixture
def ticked(core: Flask, redis_client: redis.Redis) -> JobRequest:
    tick(redis_client, next(all_schedule for all_schedule in all_schedules() if all_schedule.name == NAME), NOW)
    return db.session.scalars(select(JobRequest)).one()


def settle(request: JobRequest, state: RequestState) -> None:
    request.state, request.settled_at = state, NOW + timedelta(seconds=2)
    db.session.commit()


def test_a_run_that_succeeded_in_time_is_told_with_its_duration(ticked: JobRequest, redis_client: redis.Redis) -> None:
    times: HashFields = {"started_at": "2026-03-01T12:00:30.000000Z", "ended_at": "2026-03-01T12:00:31.500000Z"}
    redis_client.hset(rq_keys.job(ticked.job_id), mapping=times)
    settle(ticked, RequestState.DONE)

    result = check_schedules(redis_client, NOW + timedelta(minutes=1))

    assert result.status == "healthy"
    assert result.details[NAME] == {
        "lastSuccess": "2026-03-01T12:00:32Z",
        "lastDurationSeconds": 1.5,
        "runsLastDay": {"done": 1},
        "overdueSince": None,
        "overrunSince": None,
    }
    assert result.details["clean-up"]["lastSuccess"] is None


def test_an_overdue_one_is_degraded_and_named(ticked: JobRequest, redis_client: redis.Redis) -> None:
    settle(ticked, RequestState.DEAD)

    result = check_schedules(redis_client, NOW + timedelta(minutes=10))

    assert (result.status, NAME in result.message) == ("degraded", True)
    assert result.details[NAME]["runsLastDay"] == {"dead": 1}
    assert result.details[NAME]["overdueSince"] == "2026-03-01T12:05:00Z"
