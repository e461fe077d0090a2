"""Limits set at run time: the next claim obeys them, on every worker, whatever limit its code has."""

from collections.abc import Callable

import pytest
import redis

from fsp.clock import utc_now
from fsp.errors import InvalidInput, UnknownJobType
from fsp.gates.controls import MAX_WAKES, close_circuit, reset_limit, set_limit
from fsp.gates.gate import Gate, read_gates
from fsp.gates.limits import LimitOverride
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys
from fsp.worker.claim import Claim

TakeNext = Callable[[], Claim | None]


def override(limit: int) -> LimitOverride:
    return LimitOverride(limit, "ada", "the platform is slow", utc_now())


def gate(connection: redis.Redis) -> Gate:
    return next(result for result in read_gates(connection, utc_now()) if result.job_type == "test-gated")


def test_a_lower_limit_holds_new_jobs_back_and_a_reset_lets_them_go(redis_client: redis.Redis, claim: TakeNext) -> None:
    set_limit(redis_client, "test-gated", override(1))
    for _ in range(3):
        enqueue(redis_client, "test-gated", {})

    first, second = claim(), claim()
    reset_limit(redis_client, "test-gated")
    after = [claim(), claim()]

    assert first is not None
    assert second is None
    assert all(after)


def test_a_higher_limit_lets_more_run_than_the_code_says(redis_client: redis.Redis, claim: TakeNext) -> None:
    for _ in range(6):
        enqueue(redis_client, "test-gated", {})
    before = [claim() for _ in range(4)]

    set_limit(redis_client, "test-gated", override(5))
    after = [claim() for _ in range(3)]

    assert [result is not None for result in before] == [True, True, True, False]
    assert [result is not None for result in after] == [True, True, False]


def test_the_gate_tells_who_set_it_and_why(redis_client: redis.Redis) -> None:
    set_limit(redis_client, "test-gated", override(7))
    reported = gate(redis_client)
    reset_limit(redis_client, "test-gated")

    assert (reported.limit, reported.slots) == (7, 7)
    assert reported.override is not None
    assert (reported.override.by, reported.override.reason) == ("ada", "the platform is slow")
    assert (gate(redis_client).slots, gate(redis_client).override) == (3, None)


def test_a_circuit_goes_before_it(redis_client: redis.Redis, claim: TakeNext) -> None:
    set_limit(redis_client, "test-gated", override(5))
    redis_client.hset(gate_keys.gate("test-gated"), mapping={"circuit": "open", "open_until": 1})
    for _ in range(2):
        enqueue(redis_client, "test-gated", {})

    probe, second = claim(), claim()
    close_circuit(redis_client, "test-gated")

    assert probe is not None
    assert second is None
    assert gate(redis_client).limit == 5


def test_idle_workers_are_woken_but_never_without_bound(redis_client: redis.Redis) -> None:
    set_limit(redis_client, "test-gated", override(1000))

    assert redis_client.llen(keys.WAKE) == MAX_WAKES


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_senseless_limit_is_refused(limit: int) -> None:
    with pytest.raises(InvalidInput, match="from 1 to 1000"):
        override(limit)


def test_an_unknown_type_is_refused(redis_client: redis.Redis) -> None:
    with pytest.raises(UnknownJobType):
        set_limit(redis_client, "none", override(1))
    with pytest.raises(UnknownJobType):
        reset_limit(redis_client, "none")
