"""What an attempt that had lost its job returned is kept apart."""

import pytest
import redis

from fsp.inspection.late_results import LateResult, read_late_results
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys, rq_keys
from fsp.worker.attempt_result import failure, success
from fsp.worker.claim import Claim, reap
from fsp.worker.job_fetcher import STALE, finish
from fsp.worker.spent import Spent
from tests.worker.claiming import claimed


@pytest.fixture
def stale(redis_client: redis.Redis) -> Claim:
    """A claim whose job was taken back."""
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")
    claim = claimed(redis_client)
    redis_client.zadd(keys.LEASES, {"one": 1})
    reap(redis_client)
    return claim


def test_a_late_success_is_kept_with_its_result(redis_client: redis.Redis, stale: Claim) -> None:
    answer = finish(redis_client, stale, success('{"pages": 3, "token": "hunter2"}', Spent(1.0)))

    (late_result,) = read_late_results(redis_client)
    assert answer == STALE
    assert late_result == LateResult(
        late_result.at, "one", "export-data", stale.token, "succeeded", "", {"pages": 3, "token": "[hidden]"}
    )
    assert redis_client.xlen(rq_keys.results("one")) == 1  # the attempt that was lost, and nothing of this one


def test_a_late_failure_is_kept_with_its_error(redis_client: redis.Redis, stale: Claim) -> None:
    finish(redis_client, stale, failure(stale, OSError("no disk"), Spent(1.0)))

    (late_result,) = read_late_results(redis_client, job_id="one")
    assert (late_result.outcome, late_result.error, late_result.result) == ("retried", "OSError: no disk", None)
    assert read_late_results(redis_client, job_id="other") == []
