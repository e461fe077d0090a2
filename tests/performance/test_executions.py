"""The latest runs with their cost and steps."""

import redis

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.progress import Step as RunStep
from fsp.metrics.event_log import catch_up
from fsp.performance.executions import executions_read
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import rq_keys
from fsp.redis_ops.reads import fetch
from fsp.worker.attempt_result import success
from fsp.worker.cost import Cost
from fsp.worker.job_fetcher import finish
from fsp.worker.spent import Spent
from tests.worker.claiming import claimed


def test_a_run_is_read_with_its_steps_and_cost(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "generate-report", {}).job_id
    claim = claimed(redis_client)
    finish(redis_client, claim, success("null", Spent(2.0, Cost(0.5, 4096), (RunStep("render", 1.5),))))

    catch_up(redis_client)
    (result,) = fetch(redis_client, executions_read(["generate-report", "export-data"], utc_now()))

    assert (result.job_id, result.run_seconds, result.cpu_seconds, result.peak_memory_bytes) == (job_id, 2.0, 0.5, 4096)
    assert [(step.name, step.seconds) for step in result.steps] == [("render", 1.5)]


def test_a_run_whose_job_is_forgotten_is_read_without(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "generate-report", {}).job_id
    claim = claimed(redis_client)
    finish(redis_client, claim, success("null", Spent(2.0)))
    redis_client.delete(rq_keys.job(job_id))

    catch_up(redis_client)
    (result,) = fetch(redis_client, executions_read(["generate-report"], utc_now()))

    assert (result.run_seconds, result.cpu_seconds, result.steps) == (2.0, None, ())
