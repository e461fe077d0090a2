"""A schedule without a success in time is overdue, and says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask

from fsp.conditions import schedules
from fsp.conditions.schedules import ScheduleReading, read_schedules
from fsp.gates.controls import pause_queue, pause_type
from fsp.gates.pauses import Pause
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.job_request import JobRequest, RequestState
from fsp.redis_ops import process_keys
from fsp.scheduler.tick import tick
from fsp.schedules.pauses import pause_schedule
from fsp.schedules.schedule import all_schedules
from fsp.schedules.sightings import sight
from fsp.stores import db
from tests.counted_reads import counted_reads

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
NAME = "due-publication-sweep"


def reading(connection: redis.Redis, now: datetime) -> ScheduleReading:
    connection.set(process_keys.heartbeat("scheduler"), now.timestamp())
    return next(schedule for schedule in read_schedules(connection, now) if schedule.schedule.name == NAME)


@pytest.fixture
def ticked(core: Flask, redis_client: redis.Redis) -> JobRequest:
    tick(redis_client, next(all_schedule for all_schedule in all_schedules() if all_schedule.name == NAME), NOW)
    return db.session.query(JobRequest).one()


def settle(request: JobRequest, state: RequestState, error: str = "") -> None:
    request.state, request.settled_at, request.error = state, NOW, error
    db.session.commit()


def test_a_schedule_in_time_is_not_overdue(ticked: JobRequest, redis_client: redis.Redis) -> None:
    settle(ticked, RequestState.DONE)

    result = reading(redis_client, NOW + timedelta(minutes=2))

    assert (result.overdue_since, result.cause, result.last_success_at) == (None, "", NOW)
    assert len(result.next_ticks) == 5


def test_a_failure_is_named(ticked: JobRequest, redis_client: redis.Redis) -> None:
    settle(ticked, RequestState.DEAD, "the disk is full")

    result = reading(redis_client, LATER)

    assert result.overdue_since == datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
    assert result.cause == "the last run failed: the disk is full"


def test_a_pause_is_named(ticked: JobRequest, redis_client: redis.Redis) -> None:
    pause_type(redis_client, NAME, Pause("ada", "", NOW))
    by_type = reading(redis_client, LATER).cause
    pause_queue(redis_client, "high", Pause("ada", "", NOW))

    assert (by_type, reading(redis_client, LATER).cause) == (
        f"the job type {NAME} is paused",
        "the queue high is paused",
    )


def test_an_absent_scheduler_is_named_first(ticked: JobRequest, redis_client: redis.Redis) -> None:
    redis_client.delete(process_keys.heartbeat("scheduler"))

    result = next(result for result in read_schedules(redis_client, LATER) if result.schedule.name == NAME)

    assert result.cause == "no scheduler is running"


def test_it_is_fine_again_by_itself(ticked: JobRequest, redis_client: redis.Redis) -> None:
    assert reading(redis_client, LATER).overdue_since
    tick(redis_client, reading(redis_client, LATER).schedule, LATER)
    db.session.query(JobRequest).update({"state": RequestState.DONE})
    db.session.commit()

    assert reading(redis_client, LATER).overdue_since is None


def test_a_paused_schedule_is_not_owed_until_the_end_of_its_pause(
    ticked: JobRequest, redis_client: redis.Redis
) -> None:
    until = NOW + timedelta(hours=1)
    pause_schedule(NAME, Pause("ada", "a full disk", NOW, until))

    during = reading(redis_client, LATER)
    just_after = reading(redis_client, until + timedelta(minutes=1))
    long_after = reading(redis_client, until + timedelta(minutes=10))

    assert (during.overdue_since, during.pause.by if during.pause else "") == (None, "ada")
    assert (just_after.overdue_since, just_after.pause) == (None, None)
    assert long_after.overdue_since == datetime(2026, 3, 1, 13, 6, tzinfo=UTC)


def test_a_pause_without_an_end_is_not_forgotten(ticked: JobRequest, redis_client: redis.Redis) -> None:
    pause_schedule(NAME, Pause("ada", "a full disk", NOW))

    result = reading(redis_client, LATER)

    assert result.overdue_since is not None
    assert result.cause == "paused by ada: a full disk"


def test_with_a_threshold_of_recovery_it_stays_overdue_until_that_many_successes(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = replace(
        next(all_schedule for all_schedule in all_schedules() if all_schedule.name == NAME), recovery_threshold=2
    )
    monkeypatch.setattr(schedules, "all_schedules", lambda: [schedule])
    noon = NOW.replace(second=0)

    def end(minutes: int, state: RequestState) -> None:
        tick = noon + timedelta(minutes=minutes)
        row = JobRequest(job_id=f"job-{minutes}", job_type=NAME, arguments={}, schedule=NAME, due_at=tick)
        row.state, row.settled_at = state, tick + timedelta(seconds=10)
        db.session.add(row)
        db.session.commit()

    end(0, RequestState.DONE)
    during = reading(redis_client, noon + timedelta(minutes=20))
    end(20, RequestState.DONE)
    once = reading(redis_client, noon + timedelta(minutes=21))
    end(21, RequestState.DONE)
    twice = reading(redis_client, noon + timedelta(minutes=22))

    assert during.overdue_since == once.overdue_since == noon + timedelta(minutes=6)
    assert (during.cause, once.cause) == ("a run is queued or in progress", "1 of 2 successes in a row that end it")
    assert (twice.overdue_since, twice.cause) == (None, "")


def test_a_first_tick_that_never_came_is_overdue(core: Flask, redis_client: redis.Redis) -> None:
    sight([NAME], NOW)
    before = reading(redis_client, NOW)
    soon = reading(redis_client, NOW + timedelta(minutes=5))
    later = reading(redis_client, NOW + timedelta(minutes=7))

    assert [result.overdue_since for result in (before, soon)] == [None, None]
    assert later.overdue_since == datetime(2026, 3, 1, 12, 6, tzinfo=UTC)
    assert later.cause


def test_all_schedules_are_read_in_two_statements_and_one_round_trip(
    ticked: JobRequest, redis_client: redis.Redis
) -> None:
    with counted_reads() as reads:
        read_schedules(redis_client, NOW)

    assert len(reads.round_trips) == 1
    assert len([statement for statement in reads.statements if "SELECT" in statement]) == 2
