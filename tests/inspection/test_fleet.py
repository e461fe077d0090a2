"""The fleet: who is there, who was lost, who left, and what each runs."""

import redis

from fsp.clock import utc_now
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.redis_ops import keys, rq_keys
from tests.inspection.reports import tell
from tests.worker import slow_jobs  # noqa: F401

NOW = utc_now()


def test_a_worker_that_fell_silent_is_lost_and_one_that_said_goodbye_is_gone(redis_client: redis.Redis) -> None:
    tell(redis_client, "there", now=NOW)
    tell(redis_client, "late", now=NOW, age_seconds=44)
    tell(redis_client, "silent", now=NOW, age_seconds=46)
    tell(redis_client, "left", now=NOW, age_seconds=3600, left_at=NOW, left_because="stopped")
    tell(redis_client, "long ago", now=NOW, age_seconds=25 * 3600)

    pairs = [(worker.report.name, worker.state) for worker in read_fleet(redis_client, NOW)]

    assert pairs == [
        ("late", WorkerState.RUNNING),
        ("there", WorkerState.RUNNING),
        ("silent", WorkerState.LOST),
        ("left", WorkerState.GONE),
    ]


def test_each_has_the_jobs_it_runs(redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=NOW)
    tell(redis_client, "two", now=NOW)
    redis_client.hset(rq_keys.job("a"), mapping={"worker_name": "two", "status": "started", "fsp_type": "test-slow"})
    redis_client.zadd(keys.LEASES, {"a": 1})

    fleet, two = read_fleet(redis_client, NOW)

    assert [job.job_id for job in fleet.jobs] == []
    assert [job.job_id for job in two.jobs] == ["a"]
    assert two.slots == 6


def test_without_workers_there_is_nothing(redis_client: redis.Redis) -> None:
    assert read_fleet(redis_client, NOW) == []
