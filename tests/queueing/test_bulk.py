"""Many jobs in few calls: each is what `enqueue` would have made of it."""

import json
from typing import cast

import pytest
import redis

from fsp.jobs.deduplication import Deduplication, OnConflict, Release
from fsp.jobs.gate import Gate
from fsp.jobs.rate import Rate
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import JOBS_PER_CALL, enqueue, enqueue_many, enqueue_named
from fsp.redis_ops import keys, metric_keys, rq_keys
from tests.worker.claiming import claimed, end

QUEUE = rq_keys.queue("medium")


@job_type("test-bulk", indexed=("number",), tags=("bulk",), gates=(Gate("bulk-number", "number", limit=2),), retries=0)
def numbered(number: int | None = None) -> None:
    """Be found by its number."""


@job_type("test-bulk-units", gates=(Gate("bulk-units", "number", units="number", rate=Rate(9, 60)),), retries=0)
def with_units(number: int) -> None:
    """Take as many units as its number."""


@job_type("test-bulk-shared", share_by="tenant", retries=0)
def shared(tenant: str | None = None) -> None:
    """Take turns."""


WINDOW = Deduplication(("number",), window_seconds=60, release=Release.WINDOW)


@job_type("test-bulk-window", deduplication=WINDOW, retries=0)
def once_a_minute(number: int) -> None:
    """Do nothing."""


@job_type("test-bulk-newest", deduplication=Deduplication(("number",), on_conflict=OnConflict.REPLACE_IF_WAITING))
def newest(number: int, text: str) -> None:
    """Do nothing."""


def hash_of(connection: redis.Redis, job_id: str) -> dict[bytes, bytes]:
    moments = {b"created_at", b"enqueued_at", b"fsp_enqueued_ms"}
    fields = cast(dict[bytes, bytes], connection.hgetall(rq_keys.job(job_id)))
    return {name: value for name, value in fields.items() if name not in moments}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("test-bulk", {"number": 7}),
        ("test-bulk", {}),
        ("test-bulk-units", {"number": 3}),
        ("test-bulk-shared", {"tenant": "garden"}),
        ("test-bulk-window", {"number": 1}),
    ],
)
def test_a_job_is_the_same_whether_alone_or_among_many(
    redis_client: redis.Redis, name: str, arguments: dict[str, object]
) -> None:
    enqueue(redis_client, name, arguments, job_id="one")
    alone, places = hash_of(redis_client, "one"), set(redis_client.keys())
    redis_client.flushall()

    enqueue_named(redis_client, name, [("one", arguments)])

    assert hash_of(redis_client, "one") == alone
    assert set(redis_client.keys()) == places
    assert claimed(redis_client).arguments == json.loads(alone[b"fsp_arguments"])


def test_a_window_begins_with_its_job(redis_client: redis.Redis) -> None:
    (job,) = enqueue_many(redis_client, "test-bulk-window", [{"number": 1}])

    (key,) = redis_client.keys(f"{keys.PREFIX}:dedup:*")
    assert redis_client.get(key) == job.job_id.encode()
    assert 0 < redis_client.pttl(key) <= 60_000


def test_the_second_with_the_same_key_is_the_first(redis_client: redis.Redis) -> None:
    jobs = enqueue_many(redis_client, "test-bulk-window", [{"number": number} for number in (1, 2, 1, 3)])

    assert [job.created for job in jobs] == [True, True, False, True]
    assert jobs[2].job_id == jobs[0].job_id
    assert redis_client.llen(QUEUE) == 3
    assert redis_client.hget(metric_keys.COUNTERS, "deduplicated:test-bulk-window") == b"1"


def test_a_waiting_job_gets_the_newest_arguments(redis_client: redis.Redis) -> None:
    texts = [{"number": 1, "text": text} for text in "abc"]

    jobs = enqueue_many(redis_client, "test-bulk-newest", texts)

    assert [job.is_replaced for job in jobs] == [False, True, True]
    assert claimed(redis_client).arguments == {"number": 1, "text": "c"}


def test_an_ended_job_starts_again_with_nothing_of_its_first_run(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-bulk", {"number": 1}, job_id="one")
    end(redis_client, claimed(redis_client), "dead")

    (again,) = enqueue_named(redis_client, "test-bulk", [("one", {"number": 2})])

    assert again.created
    assert redis_client.ttl(rq_keys.job("one")) == -1
    assert b"fsp_error" not in hash_of(redis_client, "one")
    assert (claimed(redis_client).attempt, redis_client.zcard(keys.label("args.number:2"))) == (1, 1)


def test_shares_take_turns(redis_client: redis.Redis) -> None:
    tenants = [{"tenant": tenant} for tenant in ("a", "a", "a", "b", "c")]
    enqueue_many(redis_client, "test-bulk-shared", tenants)

    order = [claimed(redis_client).arguments["tenant"] for _ in tenants]

    assert sorted(order[:3]) == ["a", "b", "c"]


@pytest.mark.parametrize("place", [QUEUE, rq_keys.QUEUES])
def test_a_queue_of_another_kind_refuses_all(redis_client: redis.Redis, place: str) -> None:
    redis_client.set(place, "in the way")

    with pytest.raises(redis.exceptions.ResponseError, match="WRONGTYPE"):
        enqueue_many(redis_client, "test-bulk", [{"number": 1}] * 3)

    assert redis_client.keys(rq_keys.job("*")) == []


def test_one_in_whose_place_something_else_is_refuses_no_other(redis_client: redis.Redis) -> None:
    redis_client.set(rq_keys.job("two"), "in the way")

    with pytest.raises(redis.exceptions.ResponseError, match="WRONGTYPE"):
        enqueue_named(redis_client, "test-bulk", [(name, {"number": 1}) for name in ("one", "two", "three")])

    assert redis_client.lrange(QUEUE, 0, -1) == [b"one", b"three"]
    assert redis_client.get(rq_keys.job("two")) == b"in the way"


def test_idle_workers_are_woken_within_bounds(redis_client: redis.Redis) -> None:
    enqueue_many(redis_client, "test-bulk", [{"number": 1}] * 3)
    few = redis_client.llen(keys.WAKE)

    enqueue_many(redis_client, "test-bulk", [{"number": 1}] * (5 * JOBS_PER_CALL))

    assert (few, redis_client.llen(keys.WAKE) <= 128) == (3, True)
    assert redis_client.exists(keys.JOB_TEMPLATE) == 0


def test_nothing_is_enqueued_by_an_empty_call(redis_client: redis.Redis) -> None:
    assert enqueue_many(redis_client, "test-bulk", []) == []
    assert redis_client.keys() == []
