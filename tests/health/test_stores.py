"""Health checks: real stores, a real absence, and boundaries as stated."""

import time
from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy.exc import OperationalError

from fsp.clock import utc_now
from fsp.core import SQLITE_BUSY_TIMEOUT_MILLISECONDS
from fsp.health import stores
from fsp.health.stores import (
    DATABASE_TIMEOUT_SECONDS,
    MAX_LOCK_MILLISECONDS,
    SHARED_PATIENCE_SECONDS,
    DatabaseCheck,
    brief_lock,
    check_database,
    check_redis,
    judge_database,
)
from fsp.health.work import read_work
from fsp.redis_connections import connect_redis, connect_redis_briefly
from fsp.redis_ops import process_keys
from fsp.settings import Settings
from fsp.stores import db
from tests.health.shared import five_seconds_later


def test_a_database_that_answers_is_healthy(core: Flask) -> None:
    assert check_database().status == "healthy"


@pytest.mark.parametrize(("milliseconds", "status"), [(499, "healthy"), (500, "healthy"), (501, "degraded")])
def test_the_database_is_degraded_above_500_milliseconds(
    core: Flask, monkeypatch: pytest.MonkeyPatch, milliseconds: int, status: str
) -> None:
    ticks = iter([0.0, 0.25, 0.25 + milliseconds / 1000])
    monkeypatch.setattr(time, "perf_counter", lambda: next(ticks))

    result = check_database()

    assert (result.status, result.response_time_milliseconds) == (status, milliseconds)
    assert result.pool_wait_milliseconds == 250


@pytest.mark.parametrize("is_there", [True, False], ids=["through Redis", "without Redis"])
def test_a_degraded_database_recovers_below_400_milliseconds(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    away = connect_redis_briefly(Settings(redis_url="redis://127.0.0.1:1"), patience_seconds=0.3)
    check, results = DatabaseCheck(lambda: redis_client if is_there else away), []
    for milliseconds in (500, 501, 499, 400, 399, 499, 500):
        monkeypatch.setattr(
            stores,
            "check_database",
            lambda milliseconds=milliseconds, **before: judge_database(milliseconds, **before),
        )
        results.append(check().status)
        five_seconds_later(redis_client)

    assert results == ["healthy", "degraded", "degraded", "degraded", "healthy", "healthy", "healthy"]


def test_a_database_that_cannot_be_asked_is_unhealthy(core: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("SELECT 1", {}, Exception("postgresql://user:secret@host"))

    monkeypatch.setattr(db.engine, "connect", fail)

    result = check_database()

    assert (result.status, "secret" in result.message) == ("unhealthy", False)


def test_redis_away_is_unhealthy(core: Flask) -> None:
    away = connect_redis(Settings(redis_url="redis://127.0.0.1:1"))

    assert check_redis(away).status == "unhealthy"


@pytest.mark.parametrize(("age", "status"), [(0, "healthy"), (59, "healthy"), (61, "degraded"), (None, "degraded")])
def test_a_silent_scheduler_is_degraded(redis_client: redis.Redis, age: int | None, status: str) -> None:
    now = utc_now()
    if age is not None:
        redis_client.set(process_keys.heartbeat("scheduler"), (now - timedelta(seconds=age)).timestamp())

    assert read_work(redis_client, now)["scheduler"].status == status


def test_the_wait_is_brief_within_and_as_usual_after(core: Flask) -> None:
    with db.engine.connect() as connection:
        with brief_lock(connection):
            within = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
        after = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()

    assert (within, after) == (MAX_LOCK_MILLISECONDS, SQLITE_BUSY_TIMEOUT_MILLISECONDS)


def test_the_check_knows_of_the_lock_before_it_is_given_up() -> None:
    assert MAX_LOCK_MILLISECONDS / 1000 < SHARED_PATIENCE_SECONDS < DATABASE_TIMEOUT_SECONDS
