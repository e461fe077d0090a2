"""Reading jobs: by id, waiting in order, and those Redis has forgotten."""

import pytest
import redis

from fsp.errors import NotFound
from fsp.inspection.jobs import running_jobs
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue
from tests.inspection.waiting import waiting_jobs


def test_waiting_jobs_are_listed_by_priority(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "a"}, job_id="low")
    enqueue(redis_client, "project-scheduled-publish", {"project": "a"}, job_id="high")
    enqueue(redis_client, "generate-report", {}, job_id="medium")

    assert [job.job_id for job in waiting_jobs(redis_client)] == ["high", "medium", "low"]
    assert running_jobs(redis_client) == []


def test_a_job_not_started_has_all_its_retries(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "a"}, job_id="one")

    job = read_job(redis_client, "one")

    assert (job.status, job.attempt, job.retries_left, job.run_seconds) == ("queued", 0, 3, None)


def test_an_unknown_job_is_named(redis_client: redis.Redis) -> None:
    with pytest.raises(NotFound, match='"gone"'):
        read_job(redis_client, "gone")
