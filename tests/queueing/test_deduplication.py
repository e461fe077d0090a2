"""Deduplication: atomic with the push, released where it is stated, and always answered with the winner."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.errors import Conflict
from fsp.inspection.one_job import read_job
from fsp.jobs.deduplication import Deduplication, OnConflict, Release
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import metric_keys, rq_keys
from tests.worker.claiming import claim_next, claimed, end


def make(name: str, rule: Deduplication) -> None:
    def do_nothing(number: int = 0) -> None:
        """Do nothing."""

    do_nothing.__qualname__ = f"do_nothing_{name}"
    job_type(name, concurrency=100, deduplication=rule)(do_nothing)


for release in Release:
    make(f"test-{release.value}", Deduplication(release=release, window_seconds=60 if release == Release.WINDOW else 0))
make("test-after-window", Deduplication(window_seconds=60))
make("test-by-number", Deduplication(arguments=("number",)))


def test_fifty_at_once_are_one_job_and_all_learn_its_id(redis_client: redis.Redis) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(
            pool.map(lambda n: enqueue(redis_client, "test-final", {"number": n}, idempotency_key="k"), range(200))
        )

    assert sum(answer.created for answer in answers) == 1
    assert len({answer.job_id for answer in answers}) == 1
    assert redis_client.llen(rq_keys.queue("medium")) == 1
    assert redis_client.hget(metric_keys.COUNTERS, "deduplicated:test-final") == b"199"


@pytest.mark.parametrize(
    ("release", "while_waiting", "while_running", "after_success"),
    [
        ("start", False, True, True),
        ("success", False, False, True),
        ("final", False, False, True),
        ("window", False, False, False),
    ],
)
def test_a_key_is_free_from_its_release_point(
    redis_client: redis.Redis, release: str, while_waiting: bool, while_running: bool, after_success: bool
) -> None:
    def is_free() -> bool:
        return enqueue(redis_client, f"test-{release}", {}, idempotency_key="k").created

    is_free()
    waiting = is_free()
    claim = claimed(redis_client)
    running = is_free()
    if running:
        redis_client.flushall()
        is_free()
        claim = claimed(redis_client)
    end(redis_client, claim, "success")

    assert (waiting, running, is_free()) == (while_waiting, while_running, after_success)


@pytest.mark.parametrize(("release", "is_free"), [("success", False), ("final", True)])
def test_death_frees_a_final_key_and_not_one_that_waits_for_success(
    redis_client: redis.Redis, release: str, is_free: bool
) -> None:
    enqueue(redis_client, f"test-{release}", {}, idempotency_key="k")

    end(redis_client, claimed(redis_client), "dead")

    assert enqueue(redis_client, f"test-{release}", {}, idempotency_key="k").created == is_free


def test_a_retry_keeps_its_key(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-final", {}, idempotency_key="k")

    end(redis_client, claimed(redis_client), "retry", due_at=4e9)

    assert not enqueue(redis_client, "test-final", {}, idempotency_key="k").created


def test_a_window_begins_when_the_job_has_ended(redis_client: redis.Redis) -> None:
    first = enqueue(redis_client, "test-after-window", {}, idempotency_key="k").job_id
    end(redis_client, claimed(redis_client), "success")

    again = enqueue(redis_client, "test-after-window", {}, idempotency_key="k")

    (key,) = redis_client.keys("fsp:dedup:*")
    assert (again.created, again.job_id) == (False, first)
    assert 58_000 < int(redis_client.pttl(key)) <= 60_000


def test_a_conflict_may_be_raised(redis_client: redis.Redis) -> None:
    first = enqueue(redis_client, "test-final", {}, idempotency_key="k").job_id

    with pytest.raises(Conflict, match=first):
        enqueue(redis_client, "test-final", {}, idempotency_key="k", on_conflict=OnConflict.RAISE)


def test_a_waiting_job_may_be_given_new_arguments(redis_client: redis.Redis) -> None:
    replace = OnConflict.REPLACE_IF_WAITING
    first = enqueue(redis_client, "test-final", {"number": 1}, idempotency_key="k").job_id

    second = enqueue(redis_client, "test-final", {"number": 2}, idempotency_key="k", on_conflict=replace)
    claim = claimed(redis_client)
    third = enqueue(redis_client, "test-final", {"number": 3}, idempotency_key="k", on_conflict=replace)

    assert [(result.created, result.job_id) for result in (second, third)] == [(False, first), (False, first)]
    assert claim.text("fsp_arguments") == '{"number": 2}'
    assert read_job(redis_client, first).arguments == {"number": 2}


def test_the_last_one_runs_after_the_running_one(redis_client: redis.Redis) -> None:
    keep = OnConflict.KEEP_LAST_IF_RUNNING
    enqueue(redis_client, "test-final", {"number": 1}, idempotency_key="k")
    running = claimed(redis_client)

    results = [
        enqueue(redis_client, "test-final", {"number": n}, idempotency_key="k", on_conflict=keep) for n in (2, 3, 4)
    ]
    while_running = claim_next(redis_client)
    end(redis_client, running, "success")
    following = claimed(redis_client)

    assert while_running is None
    assert following.job_id == results[-1].job_id
    assert following.text("fsp_arguments") == '{"number": 4}'
    end(redis_client, following, "success")
    assert claim_next(redis_client) is None


def test_what_is_kept_runs_also_when_the_window_ended_first_and_holds_one_of_its_own(
    redis_client: redis.Redis,
) -> None:
    keep = OnConflict.KEEP_LAST_IF_RUNNING
    enqueue(redis_client, "test-window", {"number": 1}, idempotency_key="k")
    running = claimed(redis_client)
    job_id = enqueue(redis_client, "test-window", {"number": 2}, idempotency_key="k", on_conflict=keep).job_id
    (key,) = redis_client.keys("fsp:dedup:*[^t]")
    redis_client.delete(key)  # as at the end of the window

    end(redis_client, running, "success")

    assert claimed(redis_client).job_id == job_id
    assert 0 < int(redis_client.pttl(key)) <= 60_000


def test_arguments_make_a_key_of_their_own(redis_client: redis.Redis) -> None:
    answers = [enqueue(redis_client, "test-by-number", {"number": number}).created for number in (1, 1, 2)]

    assert answers == [True, False, True]


def test_it_goes_with_delay_and_priority(redis_client: redis.Redis) -> None:
    later = utc_now() + timedelta(hours=1)
    first = enqueue(redis_client, "test-final", {}, idempotency_key="k", at=later, priority=Priority.LOW)
    second = enqueue(redis_client, "test-final", {}, idempotency_key="k", priority=Priority.HIGH)

    assert (second.created, second.job_id) == (False, first.job_id)
    assert claim_next(redis_client) is None


def test_a_job_deleted_by_hand_blocks_nobody(redis_client: redis.Redis) -> None:
    first = enqueue(redis_client, "test-final", {}, idempotency_key="k").job_id
    redis_client.delete(rq_keys.job(first))

    assert enqueue(redis_client, "test-final", {}, idempotency_key="k").created


def test_one_key_of_two_types_is_two_keys(redis_client: redis.Redis) -> None:
    names = ("test-final", "test-success")

    assert [enqueue(redis_client, name, {}, idempotency_key="k").created for name in names] == [True, True]
