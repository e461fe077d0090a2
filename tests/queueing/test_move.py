"""Moving a waiting job: to the front, also among parked ones, and to another queue."""

import pytest
import redis

from fsp.errors import Conflict, NotFound
from fsp.inspection.one_job import read_job
from fsp.jobs.priority import Priority
from fsp.queueing.enqueue import enqueue
from fsp.queueing.move import move
from fsp.redis_ops import gate_keys, rq_keys


def test_a_job_goes_to_the_front_or_to_another_queue(redis_client: redis.Redis) -> None:
    for job_id in ("a", "b", "c"):
        enqueue(redis_client, "test-count-pages", {"project": "x"}, job_id=job_id)

    move(redis_client, "c", to=None)
    move(redis_client, "a", to=Priority.HIGH)
    move(redis_client, "a", to=Priority.HIGH)

    assert redis_client.lrange(rq_keys.queue("low"), 0, -1) == [b"c", b"b"]
    assert redis_client.lrange(rq_keys.queue("high"), 0, -1) == [b"a"]
    assert read_job(redis_client, "a").queue == "high"


def test_a_parked_job_goes_to_the_front_of_the_parked_ones(redis_client: redis.Redis) -> None:
    from tests.worker.claiming import claim_next

    for number in range(6):
        enqueue(redis_client, "test-count-pages", {"project": "x"}, job_id=f"job-{number}")
    for _ in range(4):
        claim_next(redis_client)

    move(redis_client, "job-5", to=None)

    assert redis_client.zrange(gate_keys.lane("low", "test-count-pages"), 0, 0) == [b"job-5"]


def test_what_does_not_wait_is_not_moved(redis_client: redis.Redis) -> None:
    from fsp.clock import utc_now

    enqueue(redis_client, "test-count-pages", {"project": "x"}, job_id="later", at=utc_now())

    with pytest.raises(Conflict, match="scheduled"):
        move(redis_client, "later", to=None)
    with pytest.raises(NotFound):
        move(redis_client, "none", to=None)
