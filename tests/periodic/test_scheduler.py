"""Ticks: each once, whoever ticks, also after an absence."""

from datetime import UTC, datetime, timedelta

import redis

from fsp.handlers import catalogue  # noqa: F401
from fsp.periodic.schedule import SCHEDULE, Entry, last_tick
from fsp.periodic.scheduler import FspScheduler, tick_if_due
from fsp.queueing.jobs import waiting_jobs
from fsp.redis_ops import keys

MINUTELY = Entry("reconcile-requests", "* * * * *")
START = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)


def test_each_tick_is_enqueued_once_by_any_number_of_schedulers(redis_client: redis.Redis) -> None:
    seconds = range(0, 300, 7)

    ticks = [tick_if_due(redis_client, MINUTELY, START + timedelta(seconds=at)) for at in seconds for _ in range(3)]

    assert len([tick for tick in ticks if tick]) == 5 + 1


def test_missed_ticks_are_caught_up_by_one_run(redis_client: redis.Redis) -> None:
    tick_if_due(redis_client, MINUTELY, START)

    caught_up = tick_if_due(redis_client, MINUTELY, START + timedelta(minutes=30))

    assert caught_up == "reconcile-requests-20260301T1230Z"
    assert redis_client.llen(keys.queue("high")) == 2


def test_nothing_is_due_between_two_ticks() -> None:
    assert last_tick(MINUTELY, after=START, until=START + timedelta(seconds=20)) is None


def test_a_scheduler_lets_go_only_of_its_own_lock(redis_client: redis.Redis) -> None:
    first, second = FspScheduler(redis_client), FspScheduler(redis_client)
    assert first.acquire_lock()
    redis_client.set(first.scheduler_lock_key, second._owner)

    first.remove_lock()

    assert redis_client.exists(first.scheduler_lock_key)


def test_a_pass_enqueues_what_is_due_and_signs_for_it(redis_client: redis.Redis) -> None:
    FspScheduler(redis_client).enqueue_jobs()

    every_minute = {entry.job_type for entry in SCHEDULE if entry.cron == "* * * * *"}
    assert every_minute <= {job.job_type for job in waiting_jobs(redis_client)}
    assert redis_client.exists(keys.heartbeat("scheduler"))
