"""Enqueueing against a real Valkey."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import redis

from fsp.errors import InvalidArguments, UnknownJobType
from fsp.handlers import catalogue  # noqa: F401
from fsp.queueing.enqueue import enqueue, enqueue_once
from fsp.redis_ops import keys


def test_a_job_goes_to_the_queue_of_its_priority(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-count-pages", {"project": "garden"}).job_id

    assert redis_client.lrange(keys.queue("low"), 0, -1) == [job_id.encode()]


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
    assert redis_client.llen(keys.queue("low")) == 1


def test_a_later_job_waits_among_the_scheduled(redis_client: redis.Redis) -> None:
    moment = datetime(2030, 1, 1, tzinfo=UTC)

    job_id = enqueue(redis_client, "test-count-pages", {"project": "p"}, at=moment).job_id

    assert redis_client.zscore(keys.scheduled("low"), job_id) == moment.timestamp()


def test_an_ended_job_bars_the_same_id_only_from_enqueue_once(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-count-pages", {"project": "p"}, job_id="tick")
    redis_client.hset(keys.job("tick"), "status", "finished")

    once = enqueue_once(redis_client, "test-count-pages", {"project": "p"}, job_id="tick")
    again = enqueue(redis_client, "test-count-pages", {"project": "p"}, job_id="tick")

    assert (once.created, again.created) == (False, True)


def test_an_unknown_type_is_named_with_those_there_are(redis_client: redis.Redis) -> None:
    with pytest.raises(UnknownJobType, match="test-count-pages"):
        enqueue(redis_client, "os.system", {})


@pytest.mark.parametrize("arguments", [{}, {"project": "p", "more": 1}, {"project": 3}, {"project": "x" * 70_000}])
def test_arguments_that_do_not_fit_are_refused(redis_client: redis.Redis, arguments: dict[str, object]) -> None:
    with pytest.raises(InvalidArguments):
        enqueue(redis_client, "test-count-pages", arguments)

    assert redis_client.dbsize() == 0
