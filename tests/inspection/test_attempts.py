"""Attempts: kept as RQ keeps its results, with what went wrong in each."""

from socket import gethostname

import redis
from rq.job import Job
from rq.results import Result
from rq.serializers import JSONSerializer

from fsp.inspection.attempts import read_attempts
from fsp.jobs.registry import job_type
from fsp.metrics.event_log import catch_up
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from fsp.worker.attempt_result import CRASH, failure
from fsp.worker.claim import reap
from fsp.worker.job_fetcher import finish
from fsp.worker.spent import Spent
from tests.worker.claiming import claimed


@job_type("test-refused", retries=2)
def refused() -> None:
    """Do nothing."""


def test_a_failed_attempt_is_told_with_its_traceback(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-refused", {}, job_id="one")
    claim = claimed(redis_client)
    finish(redis_client, claim, failure(claim, ValueError("no"), Spent(0.5)))

    (attempt,) = read_attempts(redis_client, "one")

    assert (attempt.attempt, attempt.outcome, attempt.error) == (1, "retried", "ValueError: no")
    assert (attempt.worker, attempt.host, "ValueError: no" in attempt.traceback) == ("w", gethostname(), True)


def test_a_lost_worker_is_an_attempt_too(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-refused", {}, job_id="one")
    finish(redis_client, claimed(redis_client), CRASH)
    claimed(redis_client)
    redis_client.zadd(keys.LEASES, {"one": 0})
    reap(redis_client)

    assert [attempt.outcome for attempt in read_attempts(redis_client, "one")] == ["lost_worker", "lost_worker"]


def test_rq_reads_the_attempts_as_its_results(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-refused", {}, job_id="one")
    claim = claimed(redis_client)
    finish(redis_client, claim, failure(claim, ValueError("no"), Spent(0.5)))

    catch_up(redis_client)
    result = Job.fetch("one", connection=redis_client, serializer=JSONSerializer).latest_result()

    assert result is not None
    assert (result.type, result.worker_name, result.execution_id) == (Result.Type.RETRIED, "w", claim.token)
    assert "ValueError: no" in str(result.exc_string)
