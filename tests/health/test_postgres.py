"""The parts of monitoring that speak SQL, on a real PostgreSQL: its own time limit, marks, and rolled-up answers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import text

from fsp.core import core_app
from fsp.health.stores import check_database
from fsp.history.service_rollup import roll_up_service, service_read
from fsp.models.job_request import JobRequest, RequestState
from fsp.performance.deploys import mark_deploy, mark_if_new, read_deploys
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import fetch
from fsp.schedules.runs import ScheduleRuns, read_runs
from fsp.schedules.schedule import Schedule
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)


@pytest.fixture
def on_postgres(postgres_server: str, valkey_url: str, tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(data_dir=tmp_path, database_url=postgres_server, redis_url=valkey_url, secret_key="x")
    app = core_app(settings)
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()
    app.extensions["fsp_redis"].close()


def test_the_question_has_a_time_limit_of_its_own_and_leaves_none_behind(on_postgres: Flask) -> None:
    result = check_database()

    with db.engine.connect() as connection:
        left = connection.execute(text("SHOW statement_timeout")).scalar_one()
    assert (result.status, left) == ("healthy", "0")
    assert result.pool_wait_milliseconds is not None


def test_deploys_are_marked_once(on_postgres: Flask) -> None:
    mark_deploy("1", by="ada", now=NOW)

    marked = [mark_if_new(version, by="worker", now=NOW + timedelta(hours=1)) for version in ("1", "2", "2")]

    assert [mark.version if mark else None for mark in marked] == [None, "2", None]
    assert [mark.version for mark in read_deploys()] == ["1", "2"]


def test_answers_are_rolled_up(on_postgres: Flask, redis_client: redis.Redis) -> None:
    start = int(NOW.timestamp()) // 300 * 300
    redis_client.hset(
        metric_keys.service_span(start - 300), mapping={"requests": 7, "errors": 1, "requests|/": 7, "up": 10}
    )

    for _ in range(2):
        roll_up_service(redis_client, NOW)

    result = fetch(redis_client, service_read(now=NOW + timedelta(days=10), window=timedelta(days=30)))
    assert (result.requests, result.errors, result.up, result.rule_requests["/"]) == (7, 1, 10, 7)


def test_a_server_that_takes_no_writes_is_unhealthy(postgres_server: str, tmp_path: Path) -> None:
    url = f"{postgres_server}&options=-c%20default_transaction_read_only=on"
    app = core_app(Settings(data_dir=tmp_path, database_url=url, secret_key="x"))

    with app.app_context():
        database = check_database()
        db.engine.dispose()

    assert (database.status, database.message) == (
        "unhealthy",
        "The database rejects writes: it is read-only, such as a standby after a failover; "
        "point DATABASE_URL at the primary.",
    )


def test_the_newest_ticks_of_each_schedule_are_found(on_postgres: Flask) -> None:
    states = (RequestState.DONE, RequestState.DEAD, RequestState.SKIPPED)
    for minute, state in enumerate(states):
        row = JobRequest(job_id=f"tick-{minute}", job_type="clean-up", arguments={}, schedule="often")
        row.state, row.due_at = state, NOW + timedelta(minutes=minute)
        db.session.add(row)
    db.session.commit()
    schedules = [Schedule("often", "clean-up", "* * * * *"), Schedule("never", "clean-up", "0 0 * * *")]

    runs = read_runs(schedules, NOW + timedelta(hours=1))

    last, success = runs["often"].last, runs["often"].success
    assert (last and last.job_id, success and success.job_id) == ("tick-1", "tick-0")
    assert runs["often"].first_due_at == NOW
    assert runs["often"].states_last_day == {"done": 1, "dead": 1, "skipped": 1}
    assert runs["never"] == ScheduleRuns(None, None, None, None, None)
