"""A platform that asks to be left alone is left alone, and its circuit hears nothing of it."""

from collections.abc import Callable, Iterator

import httpx2
import pytest
import redis

from fsp.clock import utc_now
from fsp.inspection.one_job import read_job
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, rq_keys
from tests.receiver import Receiver, receiving


@job_type("test-post", retries=3)
def post(url: str) -> None:
    """Let the platform's refusal pass as it is."""
    httpx2.post(url).raise_for_status()


@pytest.fixture
def platform() -> Iterator[Receiver]:
    with receiving() as results:
        yield results


@pytest.mark.parametrize(("status", "counted"), [(429, None), (503, b"1")])
def test_the_next_attempt_waits_at_least_as_long_as_asked(
    platform: Receiver, burst: Callable[[], None], redis_client: redis.Redis, status: int, counted: bytes | None
) -> None:
    platform.status, platform.headers = status, {"Retry-After": "90"}
    before = utc_now().timestamp()
    job_id = enqueue(redis_client, "test-post", {"url": platform.url}).job_id

    burst()

    due = redis_client.zscore(rq_keys.scheduled("medium"), job_id)
    assert due is not None
    assert before + 90 <= due <= utc_now().timestamp() + 99
    assert (read_job(redis_client, job_id).status, len(platform.calls)) == ("scheduled", 1)
    assert redis_client.hget(gate_keys.gate("test-post"), "failures") == counted
