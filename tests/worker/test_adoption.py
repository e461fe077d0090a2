"""Jobs that plain RQ enqueued run under the rules of their type."""

from collections.abc import Callable
from typing import Any

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from fsp.inspection.one_job import read_job
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, rq_keys
from fsp.stores import db
from fsp.worker.adoption import adopt
from fsp.worker.attempt_result import RELEASE
from tests.worker import conftest
from tests.worker.claiming import claim_next, claimed


def queue(connection: redis.Redis, name: str = "medium") -> Queue:
    return Queue(name, connection=connection, serializer=JSONSerializer)


@pytest.mark.parametrize(("args", "kwargs"), [(("hello",), {}), ((), {"text": "hello"})])
def test_a_plain_job_runs(
    burst: Callable[[], None], redis_client: redis.Redis, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    job = queue(redis_client).enqueue(conftest.echo, *args, **kwargs)

    burst()

    assert job.get_status() == "finished"
    assert job.return_value() == {"text": "hello", "job_id": job.id}
    result = read_job(redis_client, job.id)
    assert (result.job_type, result.attempt, result.arguments) == ("test-echo", 1, {"text": "hello"})


def test_how_long_a_plain_job_may_wait_is_over_when_its_turn_has_come(redis_client: redis.Redis) -> None:
    job = queue(redis_client).enqueue(conftest.echo, "hello", ttl=3600)
    claim = claimed(redis_client)

    ending = adopt(redis_client, claim)

    assert ending == RELEASE
    assert redis_client.ttl(rq_keys.job(job.id)) == -1


def test_a_plain_job_takes_a_slot_of_its_type(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-narrow", {})
    assert claim_next(redis_client) is not None
    job = queue(redis_client, "low").enqueue(conftest.narrow)

    burst()

    assert job.get_status() == "rate_limited"
    assert redis_client.zrange(gate_keys.blocked("low"), 0, -1) == [job.id.encode()]


@pytest.mark.parametrize("function", ["os.system", "tests.worker.conftest.no_such"])
def test_a_plain_job_of_no_registered_type_is_dead(
    burst: Callable[[], None], redis_client: redis.Redis, function: str
) -> None:
    queue(redis_client).enqueue(function, "touch canary")

    burst()

    letter = db.session.query(DeadLetterQueue).one()
    assert (letter.reason, function in letter.error_message) == ("undecodable", True)


def test_a_pickled_job_is_dead(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    Queue("medium", connection=redis_client).enqueue(conftest.echo, "hello")

    burst()

    assert db.session.query(DeadLetterQueue).one().reason == "undecodable"


def test_a_plain_job_whose_arguments_do_not_fit_is_dead(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    queue(redis_client).enqueue(conftest.echo, 1, 2, 3)

    burst()

    assert db.session.query(DeadLetterQueue).one().reason == "undecodable"
