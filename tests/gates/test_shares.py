"""Fair shares: within a priority the shares of a job type take turns, and none holds up another."""

from collections import Counter
from typing import cast

import pytest
import redis
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import utcformat

from fsp.clock import utc_now
from fsp.conditions.explain import explain
from fsp.errors import InvalidInput
from fsp.gates.controls import pause_type, resume_type, set_weight
from fsp.gates.pauses import Pause
from fsp.inspection.queues import read_queues
from fsp.jobs.deduplication import Deduplication, OnConflict
from fsp.jobs.gate import Gate
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.queueing.move import move
from fsp.redis_ops import keys, rq_keys
from fsp.redis_ops.scripts import script
from fsp.worker.claim import Claim, reap
from tests.inspection.waiting import waiting_jobs
from tests.worker.claiming import claim_next, claimed
from tests.worker.claiming import end as end_claim

REPLACING = Deduplication(on_conflict=OnConflict.REPLACE_IF_WAITING)


@job_type("test-shared", concurrency=2, share_by="tenant", gates=(Gate("door", limit=1),), deduplication=REPLACING)
def shared(tenant: str | None = None, door: int | None = None) -> None:
    """Do nothing."""


@job_type("test-plain", concurrency=100)
def plain() -> None:
    """Do nothing."""


def add(connection: redis.Redis, tenant: str, count: int, priority: Priority | None = None) -> None:
    enqueue_many(connection, "test-shared", [{"tenant": tenant}] * count, priority=priority)


def run_one_by_one(connection: redis.Redis, count: int) -> list[str]:
    """Run jobs one after the other; return their tenants in order."""
    order = []
    for _ in range(count):
        claim = claimed(connection)
        order.append(str(claim.arguments.get("tenant", claim.job_type)))
        end_claim(connection, claim, "success")
    return order


def test_shares_take_turns_however_many_jobs_each_has(redis_client: redis.Redis) -> None:
    add(redis_client, "large", 50)
    assert run_one_by_one(redis_client, 5) == ["large"] * 5
    add(redis_client, "small", 3)

    order = run_one_by_one(redis_client, 7)

    assert Counter(order[:6]) == {"large": 3, "small": 3}
    assert order[6] == "large"


def test_a_lone_share_gets_everything(redis_client: redis.Redis) -> None:
    add(redis_client, "large", 20)

    assert run_one_by_one(redis_client, 20) == ["large"] * 20
    assert claim_next(redis_client) is None


def test_turns_are_by_weight(redis_client: redis.Redis) -> None:
    set_weight(redis_client, "|tenant:heavy", 3)
    add(redis_client, "heavy", 40)
    add(redis_client, "light", 40)

    assert Counter(run_one_by_one(redis_client, 40)) == {"heavy": 30, "light": 10}
    with pytest.raises(InvalidInput, match="weight"):
        set_weight(redis_client, "|tenant:heavy", 0)


def test_a_share_that_was_away_has_no_arrears(redis_client: redis.Redis) -> None:
    add(redis_client, "steady", 60)
    add(redis_client, "returning", 1)
    run_one_by_one(redis_client, 30)
    add(redis_client, "returning", 20)

    assert Counter(run_one_by_one(redis_client, 20)) == {"steady": 10, "returning": 10}


def test_one_that_asks_again_and_again_gets_no_more_than_its_turns(redis_client: redis.Redis) -> None:
    for tenant in ("a", "b", "c"):
        add(redis_client, tenant, 30)
    order = []
    for _ in range(20):
        add(redis_client, "eager", 1)
        order += run_one_by_one(redis_client, 2)

    assert Counter(order)["eager"] <= 12


def test_turns_hold_where_the_limit_of_the_type_is_the_bottleneck(redis_client: redis.Redis) -> None:
    add(redis_client, "large", 50)
    running = [claimed(redis_client), claimed(redis_client)]
    assert claim_next(redis_client) is None
    add(redis_client, "small", 2)
    assert claim_next(redis_client) is None

    order = []
    for _ in range(4):
        end_claim(redis_client, running.pop(0), "success")
        running.append(claimed(redis_client))
        order.append(running[-1].arguments["tenant"])

    assert Counter(order) == {"large": 2, "small": 2}


def test_a_higher_priority_goes_first_and_other_types_take_turns(redis_client: redis.Redis) -> None:
    add(redis_client, "a", 6)
    enqueue_many(redis_client, "test-plain", [{}] * 6)
    add(redis_client, "urgent", 2, Priority.HIGH)

    order = run_one_by_one(redis_client, 14)

    assert order[:2] == ["urgent", "urgent"]
    assert 2 <= Counter(order[2:8])["a"] <= 4
    assert Counter(order[2:]) == {"a": 6, "test-plain": 6}


def test_a_job_whose_keyed_gate_is_full_holds_up_no_other(redis_client: redis.Redis) -> None:
    first, second, third = (
        enqueue(redis_client, "test-shared", {"tenant": "a", "door": door}).job_id for door in (1, 1, 2)
    )
    entry, other = claimed(redis_client), claimed(redis_client)

    assert (entry.job_id, other.job_id) == (first, third)
    end_claim(redis_client, entry, "success")
    assert claimed(redis_client).job_id == second


def test_a_paused_type_holds_all_shares_and_lets_them_go(redis_client: redis.Redis) -> None:
    pause_type(redis_client, "test-shared", Pause("ada", "", utc_now()))
    add(redis_client, "a", 2)
    add(redis_client, "b", 2)
    assert claim_next(redis_client) is None

    resume_type(redis_client, "test-shared")

    assert Counter(run_one_by_one(redis_client, 4)) == {"a": 2, "b": 2}


def test_due_jobs_and_those_that_waited_for_others_take_turns_too(redis_client: redis.Redis) -> None:
    add(redis_client, "large", 30)
    first = claimed(redis_client)
    enqueue(redis_client, "test-shared", {"tenant": "due"}, at=utc_now())
    redis_client.zadd(rq_keys.scheduled("medium"), dict.fromkeys(scheduled(redis_client), 1))
    enqueue(redis_client, "test-shared", {"tenant": "after"}, after=[first.job_id])
    end_claim(redis_client, first, "success")

    assert set(run_one_by_one(redis_client, 4)) == {"large", "due", "after"}


def scheduled(connection: redis.Redis) -> list[bytes]:
    return cast(list[bytes], connection.zrange(rq_keys.scheduled("medium"), 0, -1))


def test_a_lost_job_comes_back_first(redis_client: redis.Redis) -> None:
    add(redis_client, "a", 5)
    lost = claimed(redis_client)
    redis_client.zadd(keys.LEASES, {lost.job_id: 1})

    reap(redis_client)

    assert lost.job_id in {claimed(redis_client).job_id, claimed(redis_client).job_id}


def test_waiting_jobs_are_counted_listed_cancelled_moved_and_changed(redis_client: redis.Redis) -> None:
    names = ("cancelled", "moved", "changed", "kept")
    for name in names:
        enqueue(redis_client, "test-shared", {"tenant": "a"}, job_id=name, idempotency_key=name)
    assert read_queues(redis_client, utc_now())[1].waiting == 4
    assert read_queues(redis_client, utc_now())[1].oldest_age_seconds is not None
    assert {job.job_id for job in waiting_jobs(redis_client)} == set(names)

    args: list[str | int] = [RQ_KEY_PREFIX, "cancelled", utcformat(utc_now()), 3600, "ada"]
    script("cancel")(args=args, client=redis_client)
    move(redis_client, "moved", to=Priority.HIGH)
    enqueue(redis_client, "test-shared", {"tenant": "b"}, idempotency_key="changed")

    claims = [cast(Claim, claim_next(redis_client)) for _ in range(2)]
    assert claims[0].job_id == "moved"
    for claim in claims:
        end_claim(redis_client, claim, "success")
    assert {claims[1].job_id, claimed(redis_client).job_id} == {"changed", "kept"}
    assert claim_next(redis_client) is None
    left = [key for key in cast(list[bytes], redis_client.keys("fsp:*")) if b"fsp:flow:" in key or b"fsp:shared" in key]
    assert left == []


def test_it_is_said_how_many_jobs_of_its_share_are_ahead(redis_client: redis.Redis) -> None:
    add(redis_client, "a", 3)
    add(redis_client, "b", 1)
    last = enqueue(redis_client, "test-shared", {"tenant": "a"}).job_id

    words = [blocker.words for blocker in explain(redis_client, last, utc_now())]

    assert "3 jobs of tenant:a are ahead of it." in [word[0].lower() + word[1:] for word in words]
    assert "Tenant:a takes turns with 1 other." in words


def test_a_job_without_a_share_waits_in_the_queue(redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-shared", {}).job_id

    assert redis_client.lrange(rq_keys.queue("medium"), 0, -1) == [job_id.encode()]
    assert claimed(redis_client).job_id == job_id
