"""A worker's monitor: a process of its own that comes back, probes, and ends with the worker."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import psutil
import pytest
import redis
from flask import Flask

from fsp.alerts.run_evaluation import run_evaluation
from fsp.health import schema
from fsp.metrics.service_spans import read_service_events
from fsp.redis_ops.shared_clock import shared_now
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker import watch_process
from fsp.worker.watch_process import WatchProcess
from testbed.processes import until
from tests.health.test_schema import migrate_to


@pytest.fixture
def process(core: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[WatchProcess]:
    monkeypatch.setattr(watch_process, "START_AGAIN_AFTER_SECONDS", 0.0)
    db.session.remove()
    db.engine.dispose()
    created = WatchProcess(core, settings, run_evaluation)
    yield created
    created.end()


SPAN = timedelta(minutes=5)


def test_it_probes_at_once(process: WatchProcess, redis_client: redis.Redis) -> None:
    now = shared_now(redis_client)
    process.tend()

    def has_probed() -> bool:
        events = read_service_events(redis_client, since=now - SPAN, until=now + SPAN)
        return sum(event.up for event in events) > 0

    until(has_probed, seconds=20, what="it probes")


def test_one_that_was_killed_comes_back_and_ends_with_its_worker(process: WatchProcess) -> None:
    process.tend()
    first = process.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)

    def is_back() -> bool:
        process.tend()
        return process.pid not in {first, None}

    until(is_back, seconds=20, what="it is back")
    second = process.pid
    process.end()

    assert second is not None
    assert not psutil.pid_exists(second)


def test_it_notices_tables_of_another_version(process: WatchProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "CHECKED_EVERY_SECONDS", 0.0)
    migrate_to("9999")
    db.engine.dispose()
    assert not process.has_other_schema

    process.tend()

    until(lambda: process.has_other_schema, seconds=60, what="it notices the tables")
