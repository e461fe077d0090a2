"""Readings of the queues: waiting, parked, scheduled, and the age of the oldest."""

from datetime import timedelta

import redis
from rq import Queue
from rq.serializers import JSONSerializer

from fsp.clock import utc_now
from fsp.inspection.queues import read_queues
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, rq_keys


def test_each_queue_tells_what_it_holds(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "a"})
    enqueue(redis_client, "export-data", {"project": "b"})
    enqueue(redis_client, "generate-report", {}, at=utc_now() + timedelta(minutes=1))

    results = {queue.name: queue for queue in read_queues(redis_client, utc_now() + timedelta(seconds=90))}

    assert list(results) == ["high", "medium", "low"]
    assert (results["low"].waiting, results["medium"].scheduled, results["high"].waiting) == (2, 1, 0)
    age = results["low"].oldest_age_seconds
    assert age is not None
    assert 89 < age < 100


def test_any_queues_are_read_in_the_order_they_are_named(redis_client: redis.Redis) -> None:
    Queue("extra-1", connection=redis_client, serializer=JSONSerializer).enqueue("tests.nothing")

    queues = read_queues(redis_client, utc_now(), ["extra-2", "extra-1"])

    assert [(queue.name, queue.waiting, queue.oldest_age_seconds is None) for queue in queues] == [
        ("extra-2", 0, True),
        ("extra-1", 1, False),
    ]


def test_parked_jobs_are_counted_and_aged(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "a"}, job_id="a")
    redis_client.delete(rq_keys.queue("low"))
    redis_client.zadd(gate_keys.blocked("low"), {"a": 1})

    low = read_queues(redis_client, utc_now())[2]

    assert (low.waiting, low.blocked) == (0, 1)
    assert low.oldest_age_seconds is not None


def test_jobs_that_run_after_others_are_counted_apart_and_are_not_late(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "a"}, job_id="first", at=utc_now() + timedelta(hours=1))
    enqueue(redis_client, "export-data", {"project": "b"}, after=["first"])

    low = read_queues(redis_client, utc_now())[2]

    assert (low.waiting, low.blocked, low.deferred, low.scheduled) == (0, 0, 1, 1)
    assert low.oldest_age_seconds is None
