"""The list of jobs: live ones first, then the ended ones, each once, whatever the size of a page."""

import json

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.history.archive import archive_ended_jobs
from fsp.history.job_query import filter_of
from fsp.inspection import live_jobs
from fsp.inspection.job_list import JobList, read_job_list
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import event_keys
from tests.worker.claiming import claimed


@pytest.fixture
def jobs(core: Flask, redis_client: redis.Redis) -> redis.Redis:
    """Return a Redis with a running, five waiting and five ended jobs."""
    enqueue(redis_client, "generate-report", {"project": "garden"}, job_id="running", tags=["a"])
    claimed(redis_client)
    for number in range(5):
        enqueue(redis_client, "export-data", {"project": "garden"}, job_id=f"waiting-{number}", tags=["a"])
        line = {"job_id": f"ended-{number}", "job_type": "export-data", "queue": "low", "status": "finished"}
        redis_client.xadd(event_keys.EVENTS, {"job": json.dumps(line | {"labels": '["tag:a"]'})})
    archive_ended_jobs(redis_client)
    return redis_client


def read(connection: redis.Redis, query: dict[str, str], *, cursor: str = "", limit: int = 50) -> JobList:
    return read_job_list(connection, filter_of(query), now=utc_now(), cursor=cursor, limit=limit)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 6, 11, 50])
@pytest.mark.parametrize("query", [{}, {"q": "tag:a"}])
def test_every_job_is_on_one_page(jobs: redis.Redis, query: dict[str, str], limit: int) -> None:
    results, cursor = [], ""
    for _ in range(20):
        view = read(jobs, query, cursor=cursor, limit=limit)
        results += [job.job_id for job in view.jobs]
        cursor = view.cursor
        if not cursor:
            break

    ended = [f"ended-{number}" for number in (4, 3, 2, 1, 0)]
    assert results[-5:] == ended
    assert sorted(results[:-5]) == ["running", *(f"waiting-{number}" for number in range(5))]


def test_states_and_types_and_times_are_told_apart(jobs: redis.Redis) -> None:
    counts = {
        name: len(read(jobs, query).jobs)
        for name, query in {
            "running": {"state": "running"},
            "waiting": {"state": "waiting"},
            "ended": {"state": "ended"},
            "type": {"type": "export-data"},
            "id": {"q": "id:waiting-3"},
            "text": {"q": "garden", "state": "waiting"},
            "future": {"since": "2100-01-01T00:00"},
            "errors": {"q": "error:OSError"},
        }.items()
    }

    assert counts == {"running": 1, "waiting": 5, "ended": 5, "type": 10, "id": 1, "text": 5, "future": 0, "errors": 0}


def test_a_long_queue_is_not_read_to_its_end_and_the_page_says_so(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_jobs, "LOOKED_AT", 200)
    enqueue_many(redis_client, "export-data", [{"project": "x"}] * 500)
    enqueue(redis_client, "export-data", {"project": "x"}, job_id="last")

    pages, cursor = [], ""
    for _ in range(3):
        view = read(redis_client, {"q": "id:last", "state": "waiting"}, cursor=cursor)
        pages.append(([job.job_id for job in view.jobs], view.notes))
        cursor = view.cursor

    assert [result for result, _ in pages] == [[], [], ["last"]]
    assert "200 of 501" in pages[0][1][0]


def test_what_ended_just_now_is_said_to_be_missing(jobs: redis.Redis) -> None:
    line = {"job_id": "new", "job_type": "export-data", "queue": "low", "status": "finished"}
    jobs.xadd(event_keys.EVENTS, {"job": json.dumps(line)})

    assert read(jobs, {"state": "ended"}).notes == ["Not listed yet: 1 job that just finished."]
