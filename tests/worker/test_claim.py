"""Claiming, leasing and finishing, against a real Valkey."""

from datetime import timedelta
from typing import cast

import pytest
import redis

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.one_job import read_job
from fsp.inspection.queues import read_queues
from fsp.jobs.priority import Priority
from fsp.metrics.counters import read_totals
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.worker.attempt_result import failure
from fsp.worker.claim import Claim, find_claim, reap, renew_lease
from fsp.worker.job_fetcher import IS_POISON, RECORDED, finish
from fsp.worker.spent import NOTHING
from tests.worker.claiming import claim_next, claimed, end
from tests.wrong_clock import set_clock_wrong


def expire_leases(connection: redis.Redis) -> None:
    for job_id in cast(list[bytes], connection.zrange(keys.LEASES, 0, -1)):
        connection.zadd(keys.LEASES, {job_id: 0})


def test_a_higher_priority_is_claimed_first(redis_client: redis.Redis) -> None:
    low = enqueue(redis_client, "test-echo", {"text": "l"}, priority=Priority.LOW).job_id
    high = enqueue(redis_client, "test-echo", {"text": "h"}, priority=Priority.HIGH).job_id

    order = [claimed(redis_client).job_id, claimed(redis_client).job_id]

    assert order == [high, low]


def test_no_more_jobs_of_a_type_run_than_it_has_slots(redis_client: redis.Redis) -> None:
    first, second = (enqueue(redis_client, "test-narrow", {}).job_id for _ in range(2))
    other = enqueue(redis_client, "test-echo", {"text": "x"}, priority=Priority.LOW).job_id

    running = [claimed(redis_client).job_id, claimed(redis_client).job_id]

    assert running == [first, other]
    assert claim_next(redis_client) is None
    assert read_job(redis_client, second).status == "rate_limited"
    assert read_queues(redis_client, utc_now())[2].blocked == 1


def test_a_high_job_passes_parked_low_ones_when_a_slot_is_free(redis_client: redis.Redis) -> None:
    low = [enqueue(redis_client, "test-narrow", {}).job_id for _ in range(3)]
    holder = claimed(redis_client)
    assert claim_next(redis_client) is None
    high = enqueue(redis_client, "test-narrow", {}, priority=Priority.HIGH).job_id

    order = []
    for _ in range(3):
        end(redis_client, holder, "success")
        holder = claimed(redis_client)
        order.append(holder.job_id)

    assert order == [high, low[1], low[2]]


def test_without_a_worker_no_job_holds_a_slot(redis_client: redis.Redis) -> None:
    for priority in (Priority.LOW, Priority.LOW, Priority.LOW, Priority.HIGH):
        enqueue(redis_client, "test-narrow", {}, priority=priority)

    assert redis_client.zcard(gate_keys.slots("test-narrow")) == redis_client.zcard(keys.LEASES) == 0


def test_a_job_of_a_dead_worker_comes_back_first(redis_client: redis.Redis) -> None:
    lost = enqueue(redis_client, "test-echo", {"text": "1"}).job_id
    enqueue(redis_client, "test-echo", {"text": "2"})
    claimed(redis_client)
    expire_leases(redis_client)

    reap(redis_client)

    assert claimed(redis_client).job_id == lost
    assert read_totals(redis_client)["reaped"] == 1


def test_a_stale_completion_changes_nothing_and_is_counted(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-echo", {"text": "1"}).job_id
    stale = claimed(redis_client)
    expire_leases(redis_client)
    reap(redis_client)
    current = claimed(redis_client)

    accepted = end(redis_client, stale, "success")

    assert not accepted
    assert not renew_lease(redis_client, stale.job_id, stale.token, lease_seconds=30)
    assert renew_lease(redis_client, current.job_id, current.token, lease_seconds=30)
    assert read_job(redis_client, job_id).status == "started"
    assert read_totals(redis_client)["fenced"] == 1


def test_a_job_that_kills_three_workers_is_handed_over_for_burial(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-echo", {"text": "1"}).job_id

    poison: list[Claim] = []
    for _ in range(3):
        assert poison == []
        claimed(redis_client)
        expire_leases(redis_client)
        poison = reap(redis_client)

    assert [result.job_id for result in poison] == [job_id]
    assert claim_next(redis_client) is None


def test_a_released_job_keeps_its_attempts_and_its_place(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-echo", {"text": "1"}).job_id
    enqueue(redis_client, "test-echo", {"text": "2"})

    end(redis_client, claimed(redis_client), "release")

    again = claimed(redis_client)
    assert (again.job_id, again.attempt) == (job_id, 1)


def test_a_retry_is_not_claimed_before_it_is_due(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-echo", {"text": "1"}).job_id
    end(redis_client, claimed(redis_client), "retry", due_at=4e9)
    assert claim_next(redis_client) is None

    redis_client.zadd(rq_keys.scheduled("medium"), {job_id: 1})

    assert claimed(redis_client).attempt == 2


@pytest.mark.parametrize("action", ["success", "retry", "dead", "release", "crash"])
def test_every_ending_frees_the_slot(redis_client: redis.Redis, action: str) -> None:
    enqueue(redis_client, "test-narrow", {})

    end(redis_client, claimed(redis_client), action, due_at=1)

    assert redis_client.zcard(gate_keys.slots("test-narrow")) == 0
    assert redis_client.zcard(keys.LEASES) == 0
    assert redis_client.zcard(rq_keys.started("low")) == 0


def test_the_third_crash_is_left_to_be_buried(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-echo", {"text": "1"}, job_id="one")

    answers = [end(redis_client, claimed(redis_client), "crash") for _ in range(3)]

    assert answers == [RECORDED, RECORDED, IS_POISON]
    assert read_job(redis_client, "one").status == "started"


def test_a_claim_is_found_by_its_token_alone(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-echo", {"text": "1"}, job_id="one")
    claim = claimed(redis_client)

    result = find_claim(redis_client, "one", claim.token)

    assert result is not None
    assert (result.job_id, result.token, result.attempt, result.text("worker_name")) == ("one", claim.token, 1, "w")
    assert find_claim(redis_client, "one", "0") is None


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=75)])
def test_a_worker_with_a_wrong_clock_leaves_time_based_jobs_to_others(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    sweep = enqueue(redis_client, "due-publication-sweep", {}).job_id
    other = enqueue(redis_client, "test-echo", {"text": "x"}).job_id
    with monkeypatch.context() as patch:
        set_clock_wrong(patch, wrong)
        assert claimed(redis_client).job_id == other
        assert claim_next(redis_client) is None

    assert claimed(redis_client).job_id == sweep


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_retry_is_due_by_the_shared_clock(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    job_id = enqueue(redis_client, "test-echo", {"text": "x"}).job_id
    claim = claimed(redis_client)
    set_clock_wrong(monkeypatch, wrong)
    ending = failure(claim, OSError("away"), NOTHING)
    assert ending.delay_seconds is not None

    finish(redis_client, claim, ending)

    due_at = redis_client.zscore(rq_keys.scheduled(claim.queue), job_id)
    assert due_at is not None
    due_in = due_at - redis_client.time()[0]
    assert ending.delay_seconds - 2 <= due_in <= ending.delay_seconds + 1
