"""Enqueueing against a real Valkey."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import redis

from fsp.errors import InvalidArguments, UnknownJobType
from fsp.handlers import catalogue  # noqa: F401
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import rq_keys


def test_a_job_goes_to_the_queue_of_its_priority(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-count-pages", {"project": "garden"}).job_id

    assert redis_client.lrange(rq_keys.queue("low"), 0, -1) == [job_id.encode()]


def test_an_id_that_is_waiting_is_not_pushed_twice(redis_client: redis.Redis) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(
                lambda _: enqueue(redis_client, "test-count-pages", {"project": "p"}, job_id="one"),
                range(200),
            )
        )

    assert sum(answer.created for answer in answers) == 1
    assert {answer.job_id for answer in answers} == {"one"}
    assert redis_client.llen(rq_keys.queue("low")) == 1


def test_a_later_job_waits_among_the_scheduled(redis_client: redis.Redis) -> None:
    moment = datetime(2030, 1, 1, tzinfo=UTC)

    job_id = enqueue(redis_client, "test-count-pages", {"project": "p"}, at=moment).job_id

    assert redis_client.zscore(rq_keys.scheduled("low"), job_id) == moment.timestamp()


def test_an_ended_job_does_not_bar_its_id(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-count-pages", {"project": "p"}, job_id="again")
    redis_client.hset(rq_keys.job("again"), "status", "finished")

    assert enqueue(redis_client, "test-count-pages", {"project": "p"}, job_id="again").created


def test_many_jobs_keep_their_order(redis_client: redis.Redis) -> None:
    done = enqueue_many(redis_client, "test-count-pages", [{"project": str(number)} for number in range(1203)])

    waiting = [job_id.decode() for job_id in redis_client.lrange(rq_keys.queue("low"), 0, -1)]
    assert waiting == [found.job_id for found in done]
    assert all(found.created for found in done)


def test_many_jobs_are_checked_before_the_first_is_enqueued(redis_client: redis.Redis) -> None:
    with pytest.raises(InvalidArguments):
        enqueue_many(redis_client, "test-count-pages", [{"project": "p"}, {"project": 1}])

    assert redis_client.llen(rq_keys.queue("low")) == 0


def test_an_unknown_type_is_named_with_those_there_are(redis_client: redis.Redis) -> None:
    with pytest.raises(UnknownJobType, match="test-count-pages"):
        enqueue(redis_client, "os.system", {})


@pytest.mark.parametrize("arguments", [{}, {"project": "p", "more": 1}, {"project": 3}, {"project": "x" * 70_000}])
def test_arguments_that_do_not_fit_are_refused(redis_client: redis.Redis, arguments: dict[str, object]) -> None:
    with pytest.raises(InvalidArguments):
        enqueue(redis_client, "test-count-pages", arguments)

    assert redis_client.dbsize() == 0
