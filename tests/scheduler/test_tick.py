"""Ticks: each once, whoever ticks, also after an absence; kept in SQL, enqueued in Redis."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import select

from fsp.gates.pauses import Pause
from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.one_job import read_job
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.reconcile import reconcile
from fsp.redis_ops import keys, rq_keys
from fsp.scheduler.tick import tick
from fsp.schedules.pauses import pause_schedule
from fsp.schedules.schedule import Missed, Overlap, Schedule, get_schedule
from fsp.stores import db
from tests.worker.claiming import claimed, end

START = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def every_minute(overlap: Overlap = Overlap.ALLOW) -> Schedule:
    return Schedule("every-minute", "reconcile-requests", "* * * * *", overlap=overlap)


def states() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(JobRequest.state).order_by(JobRequest.due_at)))


def test_a_tick_runs_once_under_its_own_id(core: Flask, redis_client: redis.Redis) -> None:
    first, second = (tick(redis_client, every_minute(), START) for _ in range(2))

    assert (first, second) == (["every-minute-20260301T1200Z"], [])
    assert read_job(redis_client, first[0]).status == "queued"


def test_five_schedulers_at_once_make_each_tick_once(core: Flask, redis_client: redis.Redis) -> None:
    def one(minute: int) -> list[str]:
        with core.app_context():
            return tick(redis_client, every_minute(), START + minute * MINUTE)

    with ThreadPoolExecutor(5) as pool:
        begun = [job_id for minute in range(30) for result in pool.map(one, [minute] * 5) for job_id in result]

    assert set(Counter(begun).values()) == {1}
    assert len(begun) == len(states()) == redis_client.llen(rq_keys.queue("high")) == 30


def test_a_scheduler_that_died_half_way_loses_no_tick(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fsp.scheduler.tick.enqueue", die)
    with pytest.raises(KeyboardInterrupt):
        tick(redis_client, every_minute(), START)

    healed = reconcile(redis_client, START + MINUTE)

    assert healed.enqueued == 1
    assert redis_client.llen(rq_keys.queue("high")) == 1


def test_a_wiped_redis_makes_no_tick_run_twice(core: Flask, redis_client: redis.Redis) -> None:
    tick(redis_client, every_minute(), START)
    db.session.query(JobRequest).update({"state": RequestState.DONE})
    db.session.commit()
    redis_client.flushall()

    assert tick(redis_client, every_minute(), START) == []


def test_whoever_deletes_a_job_deletes_no_schedule(core: Flask, redis_client: redis.Redis) -> None:
    (first,) = tick(redis_client, every_minute(), START)
    Job.fetch(first, connection=redis_client, serializer=JSONSerializer).delete()

    (second,) = tick(redis_client, every_minute(), START + MINUTE)

    assert read_job(redis_client, second).status == "queued"


def test_missed_ticks_are_written_down_with_their_reason(core: Flask, redis_client: redis.Redis) -> None:
    tick(redis_client, every_minute(), START)

    begun = tick(redis_client, every_minute(), START + 10 * MINUTE)

    assert begun == ["every-minute-20260301T1210Z"]
    assert states() == ["queued", *["skipped"] * 9, "queued"]


def test_a_tick_is_skipped_while_an_earlier_one_has_not_ended(core: Flask, redis_client: redis.Redis) -> None:
    for minute in range(3):
        tick(redis_client, every_minute(Overlap.SKIP), START + minute * MINUTE)

    assert states() == ["queued", "skipped", "skipped"]


def test_one_tick_waits_for_the_running_one_and_no_more(core: Flask, redis_client: redis.Redis) -> None:
    schedule = every_minute(Overlap.BUFFER_ONE)
    (first,) = tick(redis_client, schedule, START)
    running = claimed(redis_client)
    (second,) = tick(redis_client, schedule, START + MINUTE)
    third = tick(redis_client, schedule, START + 2 * MINUTE)
    before = read_job(redis_client, second).status

    end(redis_client, running, "success")

    assert (running.job_id, third, before) == (first, [], "deferred")
    assert claimed(redis_client).job_id == second


def test_a_running_tick_is_cancelled_for_a_newer_one(core: Flask, redis_client: redis.Redis) -> None:
    schedule = every_minute(Overlap.CANCEL_RUNNING)
    (first,) = tick(redis_client, schedule, START)
    claimed(redis_client)

    (second,) = tick(redis_client, schedule, START + MINUTE)

    assert redis_client.smembers(keys.CANCELS) == {first.encode()}
    assert read_job(redis_client, second).status == "queued"


def test_while_it_is_paused_each_tick_is_left_out_with_the_reason(core: Flask, redis_client: redis.Redis) -> None:
    sweep = get_schedule("due-publication-sweep")
    pause_schedule(sweep.name, Pause("ada", "the disk is full", START, START + 2 * MINUTE))

    begun = [tick(redis_client, sweep, START + number * MINUTE) for number in range(3)]

    rows = db.session.scalars(select(JobRequest).order_by(JobRequest.due_at)).all()
    assert begun == [[], [], [sweep.tick_id(START + 2 * MINUTE)]]
    assert [request.state for request in rows] == ["skipped", "skipped", "queued"]
    assert rows[0].error == "paused by ada: the disk is full"


def daily(missed: Missed, window_seconds: int = 12 * 3600) -> Schedule:
    return Schedule("daily", "reconcile-requests", "0 14 * * *", missed=missed, window_seconds=window_seconds)


@pytest.mark.parametrize(
    ("missed", "window_seconds", "state"),
    [
        (Missed.LATEST, 12 * 3600, RequestState.QUEUED),
        (Missed.ALL, 12 * 3600, RequestState.QUEUED),
        (Missed.SKIP, 12 * 3600, RequestState.SKIPPED),
        (Missed.LATEST, 3600, RequestState.SKIPPED),
    ],
)
def test_a_first_tick_that_was_missed_follows_the_policy(
    core: Flask, redis_client: redis.Redis, missed: Missed, window_seconds: int, state: RequestState
) -> None:
    schedule = daily(missed, window_seconds)
    tick(redis_client, schedule, START)

    tick(redis_client, schedule, START + timedelta(hours=4))

    (request,) = db.session.query(JobRequest).all()
    assert (request.job_id, request.state) == ("daily-20260301T1400Z", state)


def test_a_schedule_that_is_new_owes_nothing_of_the_time_before_it(core: Flask, redis_client: redis.Redis) -> None:
    tick(redis_client, daily(Missed.ALL), START + timedelta(hours=4))

    assert states() == []
