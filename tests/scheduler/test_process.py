"""The ticker on a real Valkey: its lock is its own, and one bad schedule does not stop the rest."""

import logging
from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy.exc import OperationalError

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.health import schema
from fsp.health.schema import WrongSchema
from fsp.redis_ops import process_keys
from fsp.redis_ops.host_clocks import clocks_off
from fsp.scheduler import process as scheduler
from fsp.scheduler.process import FspScheduler
from fsp.schedules.schedule import Schedule, all_schedules
from tests.health.test_schema import migrate_to
from tests.inspection.waiting import waiting_jobs
from tests.wrong_clock import set_clock_wrong


def test_a_scheduler_lets_go_only_of_its_own_lock(core: Flask, redis_client: redis.Redis) -> None:
    first, second = FspScheduler(redis_client, core), FspScheduler(redis_client, core)
    assert first.acquire_lock()
    redis_client.set(first.scheduler_lock_key, second._owner)

    first.remove_lock()

    assert redis_client.exists(first.scheduler_lock_key)


def test_a_pass_enqueues_what_is_due_and_signs_for_it(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Schedule("bad", "no-such-type", "* * * * *")
    monkeypatch.setattr(scheduler, "all_schedules", lambda: [bad, *all_schedules()])

    FspScheduler(redis_client, core).enqueue_jobs()

    every_minute = {schedule.job_type for schedule in all_schedules() if schedule.cron == "* * * * *"}
    assert every_minute <= {job.job_type for job in waiting_jobs(redis_client)}
    assert redis_client.exists(process_keys.heartbeat("scheduler"))


def test_a_second_pass_in_the_same_minute_enqueues_nothing(core: Flask, redis_client: redis.Redis) -> None:
    ticker = FspScheduler(redis_client, core)
    ticker.enqueue_jobs()
    before = len(waiting_jobs(redis_client))

    ticker.enqueue_jobs()

    assert len(waiting_jobs(redis_client)) == before


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (OperationalError("SELECT 1", {}, Exception("database is locked")), logging.WARNING),
        (OperationalError("SELECT 1", {}, Exception("no such table: x")), logging.ERROR),
        (ValueError("a fault of FSP"), logging.ERROR),
    ],
)
def test_a_database_that_is_down_is_one_line_in_the_log(
    core: Flask,
    redis_client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    level: int,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(scheduler, "tick", fail)

    FspScheduler(redis_client, core).try_schedule(Schedule("a", "export-data", "* * * * *"), utc_now())

    (record,) = [entry for entry in caplog.records if entry.name == "fsp.scheduler.process"]
    assert (record.levelno, record.exc_info is None) == (level, level == logging.WARNING)


def test_a_scheduler_stops_when_the_tables_are_those_of_another_version(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "CHECKED_EVERY_SECONDS", 0.0)
    ticker = FspScheduler(redis_client, core)
    migrate_to("9999")

    with pytest.raises(WrongSchema, match="Start the newer version again"):
        ticker.enqueue_jobs()

    assert waiting_jobs(redis_client) == []


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_scheduler_with_a_wrong_clock_ticks_nothing_and_is_named(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    with monkeypatch.context() as patch:
        set_clock_wrong(patch, wrong)
        FspScheduler(redis_client, core).enqueue_jobs()
    assert waiting_jobs(redis_client) == []
    assert not redis_client.exists(process_keys.heartbeat("scheduler"))
    assert clocks_off(redis_client)[0].parts == ("scheduler",)

    FspScheduler(redis_client, core).enqueue_jobs()

    assert waiting_jobs(redis_client)


def test_a_clock_that_is_set_right_ticks_again(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticker = FspScheduler(redis_client, core)
    with monkeypatch.context() as patch:
        set_clock_wrong(patch, timedelta(hours=1))
        ticker.enqueue_jobs()

    ticker.enqueue_jobs()

    assert waiting_jobs(redis_client)
    assert clocks_off(redis_client) == []
