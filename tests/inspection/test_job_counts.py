"""The counts of the state tabs agree with the lists behind them, and expensive ones are left out."""

import json
from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.history.archive import archive_ended_jobs
from fsp.history.job_filter import ENDINGS, RUNNING, WAITING
from fsp.history.job_query import filter_of
from fsp.inspection import job_counts
from fsp.inspection.job_counts import count_by_state
from fsp.inspection.job_list import read_job_list
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import event_keys
from tests.worker.claiming import claimed


@pytest.fixture
def jobs(core: Flask, redis_client: redis.Redis) -> redis.Redis:
    """Return a Redis with a running, four waiting (one of them scheduled) and six ended jobs."""
    enqueue(redis_client, "generate-report", {"project": "garden"}, job_id="running")
    claimed(redis_client)
    for number in range(3):
        enqueue(redis_client, "export-data", {"project": "garden"}, job_id=f"waiting-{number}")
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="later", at=utc_now() + timedelta(hours=1))
    for number, status in enumerate(("finished", "finished", "finished", "failed", "failed", "canceled")):
        line = {"job_id": f"ended-{number}", "job_type": "export-data", "queue": "low", "status": status}
        redis_client.xadd(event_keys.EVENTS, {"job": json.dumps(line)})
    archive_ended_jobs(redis_client)
    return redis_client


def counts(connection: redis.Redis, query: dict[str, str]) -> dict[str, str]:
    view = read_job_list(connection, filter_of(query), now=utc_now())
    return {state: str(count) for state, count in count_by_state(connection, view).items()}


def test_each_count_is_the_length_of_its_list(jobs: redis.Redis) -> None:
    results = counts(jobs, {})

    assert results == {
        **{"all": "11", "waiting": "4", "scheduled": "1", "deferred": "0", "running": "1"},
        **{"finished": "3", "failed": "2", "canceled": "1"},
    }
    for state, count in results.items():
        assert len(read_job_list(jobs, filter_of({"state": state}), now=utc_now()).jobs) == int(count), state


def test_counts_keep_to_the_filter(jobs: redis.Redis) -> None:
    assert counts(jobs, {"queue": "low", "state": "failed"})["running"] == "0"
    assert counts(jobs, {"queue": "low"})["waiting"] == "4"
    assert counts(jobs, {"type": "export-data"})["failed"] == "2"
    assert counts(jobs, {"type": "generate-report"})["failed"] == "0"


def test_what_is_expensive_to_count_has_no_count(jobs: redis.Redis) -> None:
    of_type = counts(jobs, {"type": "export-data"})
    of_text = counts(jobs, {"q": "garden", "state": "waiting"})

    assert not {WAITING, RUNNING, "all"} & set(of_type)
    assert set(ENDINGS) <= set(of_type)
    assert of_text == {}


def test_a_large_count_stops_at_its_bound(jobs: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_counts, "FEW_COUNTED", 2)

    assert counts(jobs, {"state": "failed"})["finished"] == "2+"
