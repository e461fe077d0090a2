"""Readings of the workers, from RQ's own records."""

from datetime import timedelta

import redis
from rq import Worker
from rq.serializers import JSONSerializer

from fsp.clock import utc_now
from fsp.inspection.workers import read_workers
from fsp.redis_ops import process_keys


def test_a_worker_is_read_as_it_described_itself(redis_client: redis.Redis) -> None:
    worker = Worker(["low"], name="one", connection=redis_client, serializer=JSONSerializer)
    worker.register_birth()
    redis_client.zadd(process_keys.FLEET, {"one": utc_now().timestamp() * 1000})

    (result,) = read_workers(redis_client, utc_now() + timedelta(seconds=5))

    assert (result.name, result.pid, result.current_job_id) == ("one", worker.pid, "")
    assert result.heartbeat_age_seconds is not None
    assert 4 < result.heartbeat_age_seconds < 15


def test_one_that_said_goodbye_is_gone(redis_client: redis.Redis) -> None:
    worker = Worker(["low"], name="one", connection=redis_client, serializer=JSONSerializer)
    worker.register_birth()
    redis_client.zadd(process_keys.FLEET, {"one": utc_now().timestamp() * 1000})
    worker.register_death()

    assert read_workers(redis_client, utc_now()) == []


def test_a_worker_that_fell_silent_or_is_of_stock_rq_is_not_there_though_rq_knows_it(redis_client: redis.Redis) -> None:
    now = utc_now()
    for name, silent_seconds in (("alive", 1), ("killed", 60), ("stock", None)):
        redis_client.sadd("rq:workers", f"rq:worker:{name}")
        redis_client.hset(f"rq:worker:{name}", mapping={"state": "busy"})
        if silent_seconds is not None:
            redis_client.zadd(process_keys.FLEET, {name: (now.timestamp() - silent_seconds) * 1000})

    assert [worker.name for worker in read_workers(redis_client, now)] == ["alive"]
