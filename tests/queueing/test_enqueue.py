"""Enqueueing against a real Valkey."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import redis

from fsp.errors import InvalidArguments, UnknownJobType, UnstorableInput
from fsp.handlers import catalogue  # noqa: F401
from fsp.queueing.enqueue import enqueue, enqueue_many, enqueue_named
from fsp.redis_ops import rq_keys
from fsp.stored import text_of


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

    waiting = [text_of(job_id) for job_id in redis_client.lrange(rq_keys.queue("low"), 0, -1)]
    assert waiting == [result.job_id for result in done]
    assert all(result.created for result in done)


def test_named_jobs_keep_their_order_and_are_enqueued_once(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-count-pages", {"project": "two"}, job_id="two")

    jobs = [(job_id, {"project": job_id}) for job_id in ("one", "two", "three")]
    first, again = (
        enqueue_named(redis_client, "test-count-pages", jobs),
        enqueue_named(redis_client, "test-count-pages", jobs),
    )

    assert [job.created for job in first + again] == [True, False, True, False, False, False]
    assert redis_client.lrange(rq_keys.queue("low"), 0, -1) == [b"two", b"one", b"three"]


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


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("job_id", {"job_id": "a\x00b"}),
        ("job_id", {"job_id": "x" * 101}),
        ("job_id", {"job_id": "../etc"}),
        ("idempotency_key", {"idempotency_key": "\ud800"}),
        ("tags", {"tags": ["a\x00"]}),
        ("parent", {"parent": "\udcff"}),
        ("after", {"after": ["x" * 101]}),
    ],
)
def test_what_no_store_can_hold_is_refused_by_name_before_anything_is_written(
    redis_client: redis.Redis, field: str, values: dict[str, Any]
) -> None:
    with pytest.raises(UnstorableInput) as caught:
        enqueue(redis_client, "test-count-pages", {"project": "p"}, **values)

    assert caught.value.field == field
    assert redis_client.keys() == []


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", 10**5000, float("nan"), b"\xff"], ids=range(5))
def test_an_argument_no_store_can_hold_is_refused_by_name(redis_client: redis.Redis, value: object) -> None:
    with pytest.raises(InvalidArguments) as caught:
        enqueue(redis_client, "test-count-pages", {"project": value})

    assert list(caught.value.faults) == ["project"]
    assert redis_client.keys() == []
