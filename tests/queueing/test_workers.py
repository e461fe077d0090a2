"""Readings of the workers, from RQ's own records."""

from datetime import timedelta

import redis
from rq import Worker
from rq.serializers import JSONSerializer

from fsp.clock import utc_now
from fsp.queueing.workers import read_workers


def test_a_worker_is_read_as_it_described_itself(redis_client: redis.Redis) -> None:
    worker = Worker(["low"], name="one", connection=redis_client, serializer=JSONSerializer)
    worker.register_birth()

    (found,) = read_workers(redis_client, utc_now() + timedelta(seconds=5))

    assert (found.name, found.pid, found.current_job_id) == ("one", worker.pid, "")
    assert found.heartbeat_age_seconds is not None
    assert 4 < found.heartbeat_age_seconds < 15


def test_one_that_said_goodbye_is_gone(redis_client: redis.Redis) -> None:
    worker = Worker(["low"], name="one", connection=redis_client, serializer=JSONSerializer)
    worker.register_birth()
    worker.register_death()

    assert read_workers(redis_client, utc_now()) == []
