"""Keyed gates: jobs wait for their own destination or project, and nothing else waits with them."""

import json
from collections.abc import Callable
from typing import cast

import pytest
import redis
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import utcformat

from fsp.clock import utc_now
from fsp.conditions.explain import explain
from fsp.gates.controls import close_circuit, pause_type, reset_limit, resume_type, set_limit
from fsp.gates.keyed import read_keyed_gate
from fsp.gates.keyed_list import read_keyed_gates
from fsp.gates.limits import LimitOverride
from fsp.gates.pauses import Pause
from fsp.inspection.one_job import read_job
from fsp.jobs.circuit import Circuit
from fsp.jobs.deduplication import Deduplication, OnConflict
from fsp.jobs.gate import Gate, gate_id, shown_gate
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue
from fsp.queueing.move import move
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.redis_ops.scripts import script
from fsp.worker.claim import Claim, carry_over, reap
from tests.worker.claiming import claim_next, claimed, let_circuit_time_pass
from tests.worker.claiming import end as end_claim

GATES = (Gate("outlet", limit=1, circuit=Circuit(failures=2)), Gate("team", limit=2))
TakeNext = Callable[[], Claim | None]


@job_type(
    "test-send", concurrency=10, gates=GATES, deduplication=Deduplication(on_conflict=OnConflict.REPLACE_IF_WAITING)
)
def send(outlet: int | None = None, team: str | None = None) -> None:
    """Do nothing."""


def enqueue_to(connection: redis.Redis, *outlets: int, team: str | None = None) -> list[str]:
    return [enqueue(connection, "test-send", {"outlet": outlet, "team": team}).job_id for outlet in outlets]


def taken(connection: redis.Redis) -> list[str]:
    """Claim all that may run; return their ids."""
    return [claim.job_id for claim in iter(lambda: claim_next(connection), None)]


def pause() -> Pause:
    return Pause("ada", "they asked us to", utc_now())


def test_each_key_has_its_own_slots(redis_client: redis.Redis) -> None:
    first, second, other = enqueue_to(redis_client, 1, 1, 2)

    assert taken(redis_client) == [first, other]
    assert read_job(redis_client, second).status == "rate_limited"


def test_a_freed_slot_lets_the_oldest_job_of_its_key_go(redis_client: redis.Redis) -> None:
    _, second, third = enqueue_to(redis_client, 1, 1, 1)
    running = claimed(redis_client)
    assert taken(redis_client) == []

    end_claim(redis_client, running, "success")

    assert taken(redis_client) == [second]
    assert read_job(redis_client, third).status == "rate_limited"


def test_a_job_runs_when_all_its_gates_have_room(redis_client: redis.Redis) -> None:
    enqueue_to(redis_client, 1, 2, team="a")
    entry, two = claimed(redis_client), claimed(redis_client)
    (third,) = enqueue_to(redis_client, 1, team="a")
    assert taken(redis_client) == []

    end_claim(redis_client, two, "success")
    assert taken(redis_client) == []
    end_claim(redis_client, entry, "success")

    assert taken(redis_client) == [third]


def test_a_job_without_a_key_has_no_gate(redis_client: redis.Redis) -> None:
    ids = [enqueue(redis_client, "test-send", {}).job_id for _ in range(3)]

    assert taken(redis_client) == ids


def test_the_limit_of_one_key_is_changed_and_reset(redis_client: redis.Redis) -> None:
    ids = enqueue_to(redis_client, 1, 1, 1, 2, 2)
    set_limit(redis_client, gate_id("outlet", "1"), LimitOverride(3, "ada", "", utc_now()))
    raised = taken(redis_client)
    reset_limit(redis_client, gate_id("outlet", "1"))

    assert raised == ids[:4]
    assert read_keyed_gate(redis_client, "|outlet:1", utc_now()).limit == 1


def test_a_paused_key_holds_back_its_own_jobs_until_it_resumes(redis_client: redis.Redis) -> None:
    pause_type(redis_client, "|outlet:1", pause())
    held, other = enqueue_to(redis_client, 1, 2)
    before = taken(redis_client)

    resume_type(redis_client, "|outlet:1")

    assert (before, taken(redis_client)) == ([other], [held])


def test_a_failing_key_opens_its_own_circuit_and_no_other(redis_client: redis.Redis) -> None:
    enqueue_to(redis_client, 1, 1, 1)
    for _ in range(2):
        end_claim(redis_client, claimed(redis_client), "dead", signal="bad")
    (other,) = enqueue_to(redis_client, 2)

    assert taken(redis_client) == [other]
    assert read_keyed_gate(redis_client, "|outlet:1", utc_now()).circuit == "open"
    assert redis_client.hget(gate_keys.gate("test-send"), "failures") is None


@pytest.mark.parametrize(("signal", "circuit"), [("good", "closed"), ("bad", "open")])
def test_one_probe_decides_over_the_circuit_of_a_key(redis_client: redis.Redis, signal: str, circuit: str) -> None:
    set_limit(redis_client, "|outlet:1", LimitOverride(5, "ada", "", utc_now()))
    enqueue_to(redis_client, 1, 1, 1, 1, 1)
    for _ in range(2):
        end_claim(redis_client, claimed(redis_client), "dead", signal="bad")
    assert taken(redis_client) == []
    let_circuit_time_pass(redis_client, "|outlet:1")

    probe = claimed(redis_client)
    assert taken(redis_client) == []
    end_claim(redis_client, probe, "success", signal=signal)

    assert read_keyed_gate(redis_client, "|outlet:1", utc_now()).circuit == circuit
    assert len(taken(redis_client)) == (2 if signal == "good" else 0)


def test_a_circuit_is_closed_by_hand(redis_client: redis.Redis) -> None:
    enqueue_to(redis_client, 1, 1, 1)
    for _ in range(2):
        end_claim(redis_client, claimed(redis_client), "dead", signal="bad")
    assert taken(redis_client) == []

    close_circuit(redis_client, "|outlet:1")

    assert len(taken(redis_client)) == 1


def test_a_higher_priority_goes_first_at_the_same_gate(redis_client: redis.Redis) -> None:
    enqueue_to(redis_client, 1, 1)
    running = claimed(redis_client)
    assert taken(redis_client) == []
    urgent = enqueue(redis_client, "test-send", {"outlet": 1}, priority=Priority.HIGH).job_id
    assert taken(redis_client) == []

    end_claim(redis_client, running, "success")

    assert taken(redis_client) == [urgent]


def test_a_dead_worker_frees_every_gate_of_its_job(redis_client: redis.Redis) -> None:
    enqueue_to(redis_client, 1, team="a")
    lost = claimed(redis_client)
    redis_client.zadd(keys.LEASES, {lost.job_id: 1})

    reap(redis_client)

    assert redis_client.zcard(gate_keys.slots("|outlet:1")) == redis_client.zcard(gate_keys.slots("|team:a")) == 0
    assert taken(redis_client) == [lost.job_id]


def test_a_blocked_job_is_cancelled_and_leaves_nothing(redis_client: redis.Redis) -> None:
    _, second = enqueue_to(redis_client, 1, 1)
    running = claimed(redis_client)
    assert taken(redis_client) == []

    args: list[str | int] = [RQ_KEY_PREFIX, second, utcformat(utc_now()), 3600, "ada"]
    assert script("cancel")(args=args, client=redis_client) == b"canceled"
    end_claim(redis_client, running, "success")

    assert taken(redis_client) == []
    left = [text for text in cast(list[bytes], redis_client.keys("fsp:*")) if b"lane" in text or b"blocked" in text]
    assert left == []


def test_a_blocked_job_goes_to_the_front_or_to_another_queue(redis_client: redis.Redis) -> None:
    _, second, third, fourth = enqueue_to(redis_client, 1, 1, 1, 1)
    running = claimed(redis_client)
    assert taken(redis_client) == []

    move(redis_client, third, to=None)
    move(redis_client, fourth, to=Priority.HIGH)
    end_claim(redis_client, running, "success")

    order = []
    while claim := claim_next(redis_client):
        order.append(claim.job_id)
        end_claim(redis_client, claim, "success")
    assert order == [fourth, third, second]


def test_a_waiting_job_that_gets_new_arguments_waits_at_its_new_gates(redis_client: redis.Redis) -> None:
    enqueue_to(redis_client, 1)
    claimed(redis_client)
    enqueue(redis_client, "test-send", {"outlet": 1}, job_id="changed", idempotency_key="k")
    assert taken(redis_client) == []

    enqueue(redis_client, "test-send", {"outlet": 2}, idempotency_key="k")

    assert taken(redis_client) == ["changed"]
    assert redis_client.zrange(gate_keys.slots("|outlet:2"), 0, -1) == [b"changed"]


def test_it_is_said_which_gate_a_job_waits_for_and_who_holds_it(redis_client: redis.Redis) -> None:
    holder, blocked = enqueue_to(redis_client, 1, 1, team="a")
    pause_type(redis_client, "|team:a", pause())
    resume_type(redis_client, "|team:a")
    assert taken(redis_client) == [holder]
    pause_type(redis_client, "|team:a", pause())

    results = {blocker.words: blocker.held_by for blocker in explain(redis_client, blocked, utc_now())}

    assert results["The only slot of outlet:1 is taken."] == (holder,)
    assert "ada paused team:a: they asked us to." in results


def test_gates_are_listed_with_what_waits_at_them(redis_client: redis.Redis) -> None:
    enqueue_to(redis_client, 1, 1, 1, 2)
    taken(redis_client)

    gates = {gate.shown: (gate.running, gate.limit, gate.waiting) for gate in read_keyed_gates(redis_client, utc_now())}

    assert gates == {"outlet:1": (1, 1, 2), "outlet:2": (1, 1, 0)}
    assert [gate.shown for gate in read_keyed_gates(redis_client, utc_now(), search="t:2")] == ["outlet:2"]


def test_jobs_that_an_older_version_blocked_go_before_newer_ones_in_their_order(redis_client: redis.Redis) -> None:
    pause_type(redis_client, "test-gated", pause())
    newer = enqueue(redis_client, "test-gated", {}).job_id
    assert claim_next(redis_client) is None
    older = [enqueue(redis_client, "test-gated", {}).job_id for _ in range(3)]
    for _ in older:
        redis_client.lmove(rq_keys.queue("medium"), gate_keys.parked("medium", "test-gated"), "LEFT", "RIGHT")
    redis_client.sadd(gate_keys.parked_types("medium"), "test-gated")

    carry_over(redis_client)
    resume_type(redis_client, "test-gated")

    order = []
    while claim := claim_next(redis_client):
        order.append(claim.job_id)
        end_claim(redis_client, claim, "success")
    assert order == [*older, newer]
    assert redis_client.exists(gate_keys.parked_types("medium"), gate_keys.parked("medium", "test-gated")) == 0


@pytest.mark.parametrize("key", ["12", "a|b:c", "100 %", "ü\n", "x" * 300])
def test_any_value_makes_a_key_that_people_can_read(redis_client: redis.Redis, key: str) -> None:
    gate = gate_id("team", key)
    redis_client.hset(gate_keys.gate(gate), "limit", 1)
    enqueue(redis_client, "test-send", {"team": key})
    enqueue(redis_client, "test-send", {"team": key})

    assert gate.count("|") == 1
    assert len(taken(redis_client)) == 1
    assert shown_gate(gate) == f"team:{key}" or len(key) > 100


def test_a_job_records_its_gates(redis_client: redis.Redis) -> None:
    (job_id,) = enqueue_to(redis_client, 12, team="news")

    assert redis_client.hget(rq_keys.job(job_id), "fsp_gates") == b"|outlet:12|team:news"
    assert json.loads(redis_client.hget(rq_keys.job(job_id), "fsp_arguments") or "") == {"outlet": 12, "team": "news"}
