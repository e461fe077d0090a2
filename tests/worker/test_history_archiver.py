"""Draining by a worker: all of it at the end, little while jobs run, and none for a while when SQL is away."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.core import core_app
from fsp.history.archive import behind
from fsp.models.job_history import JobHistory
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import event_keys, keys
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker import history_archiver
from fsp.worker.history_archiver import BUSY_BATCH, HistoryArchiver


def ended(connection: redis.Redis, count: int) -> None:
    line = json.dumps({"job_id": "one", "job_type": "t", "queue": "low", "status": "finished"})
    with connection.pipeline() as pipeline:
        for _ in range(count):
            pipeline.xadd(event_keys.EVENTS, {"job": line})
        pipeline.execute()


def test_what_a_worker_ran_is_in_the_history_when_it_stops(
    burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "test-echo", {"text": "x"}, job_id="good", tags=["a"])
    enqueue(redis_client, "test-permanent", {}, job_id="bad")

    burst()

    results = {row.job_id: row for row in db.session.scalars(select(JobHistory))}
    db.session.commit()
    assert {job_id: row.state for job_id, row in results.items()} == {"good": "finished", "bad": "failed"}
    assert results["good"].arguments == {"text": "x"}
    assert (results["bad"].error_class, results["bad"].error_message) == ("PermanentFailure", "nothing to do")
    assert results["good"].run_seconds is not None
    assert redis_client.exists(keys.label("tag:a")) == 0


def test_little_is_drained_while_jobs_run(core: Flask, redis_client: redis.Redis) -> None:
    ended(redis_client, BUSY_BATCH + 50)

    HistoryArchiver(core, redis_client).run_due(is_busy=True)

    assert behind(redis_client) == 50


def test_a_full_backlog_is_drained_even_so(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_archiver, "FULL_BACKLOG", 100)
    ended(redis_client, BUSY_BATCH + 50)

    HistoryArchiver(core, redis_client).run_due(is_busy=True)

    assert behind(redis_client) == 0


def test_without_sql_nothing_is_lost_and_it_is_not_asked_all_the_time(
    core: Flask, settings: Settings, redis_client: redis.Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_archiver, "EVERY_SECONDS", 0.0)
    away = core_app(Settings(**{**vars(settings), "database_url": f"sqlite:///{tmp_path}/none/x.sqlite3"}))
    ended(redis_client, 3)
    now = 0.0
    archiver = HistoryArchiver(away, redis_client, now=lambda: now)

    archiver.run_due(is_busy=False)
    archiver._app = core
    archiver.run_due(is_busy=False)
    stored = behind(redis_client)
    now = history_archiver.AWAY_SECONDS + 1
    archiver.run_due(is_busy=False)

    assert (stored, behind(redis_client)) == (3, 0)
