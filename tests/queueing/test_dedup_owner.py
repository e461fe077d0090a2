"""Who holds the key of a replay that is owed; the whole of it is tried in tests/dead_letters/test_waiting.py."""

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.jobs.deduplication import Deduplication
from fsp.jobs.registry import job_type
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.dedup_owner import waits_for_key
from fsp.queueing.enqueue import enqueue


@job_type("test-one-a-project", deduplication=Deduplication(("project",)))
def one_a_project(project: str) -> None:
    """Do nothing."""


def request(job_id: str, job_type: str = "test-one-a-project", state: RequestState = RequestState.QUEUED) -> JobRequest:
    return JobRequest(job_id=job_id, job_type=job_type, arguments={"project": "a"}, state=state, requested_at=utc_now())


def test_an_owed_replay_names_its_holder(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-one-a-project", {"project": "a"}, job_id="holder")

    (blocker,) = waits_for_key(redis_client, request("gone-replay-1"))

    assert (blocker.kind, blocker.held_by) == ("key held", ("holder",))


@pytest.mark.parametrize(
    "other",
    [
        None,
        request("gone"),
        request("gone-replay-1", "unknown"),
        request("gone-replay-1", "test-count-pages"),
        request("gone-replay-1", state=RequestState.DONE),
        request("holder-replay-1"),
    ],
)
def test_whoever_waits_for_no_key_names_nobody(
    core: Flask, redis_client: redis.Redis, other: JobRequest | None
) -> None:
    enqueue(redis_client, "test-one-a-project", {"project": "a"}, job_id="holder")
    redis_client.hset("rq:job:holder", "status", "failed")

    assert waits_for_key(redis_client, other) == []
