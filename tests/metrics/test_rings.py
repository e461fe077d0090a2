"""The last ends of a job type: 1000 at most, none older than a day."""

from datetime import timedelta

import redis

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.metrics.rings import MAX_RUNS, read_ring, read_rings
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_ops import metric_keys
from fsp.worker.attempt_result import success
from fsp.worker.job_fetcher import JobFetcher
from fsp.worker.spent import Spent
from tests.worker.claiming import QUEUES


def test_the_newest_thousand_are_kept_oldest_first(redis_client: redis.Redis) -> None:
    ids = [result.job_id for result in enqueue_many(redis_client, "generate-report", [{}] * (MAX_RUNS + 150))]
    fetcher = JobFetcher(redis_client, worker="w", queues=QUEUES, lease_seconds=30)
    _, claim = fetcher.next()
    while claim:
        _, claim = fetcher.next((claim, success("null", Spent(0.25))))
    now = utc_now()

    ring = read_ring(redis_client, "generate-report", now)

    assert [end.job_id for end in ring] == ids[-MAX_RUNS:]
    assert {(end.outcome, end.run_seconds) for end in ring} == {("succeeded", 0.25)}
    assert all(end.wait_seconds is not None for end in ring)
    assert read_ring(redis_client, "generate-report", now + timedelta(days=1, minutes=1)) == []


def test_the_newest_ends_of_many_types_are_read_at_once(redis_client: redis.Redis) -> None:
    now = utc_now()
    for number in range(5):
        at_ms = int((now - timedelta(minutes=5 - number)).timestamp() * 1000)
        redis_client.lpush(metric_keys.ring("export-data"), f"{at_ms}|succeeded|1||job-{number}")

    rings = read_rings(redis_client, ["generate-report", "export-data"], now, most=2)

    assert {name: [end.job_id for end in ring] for name, ring in rings.items()} == {
        "generate-report": [],
        "export-data": ["job-3", "job-4"],
    }
