"""The numbers of a circuit that an operator sets, and how endings of jobs follow them."""

from collections.abc import Callable

import pytest
import redis

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.gates.circuits import CircuitOverride
from fsp.gates.controls import reset_circuit, set_circuit
from fsp.gates.keyed import read_keyed_gate
from fsp.jobs.circuit import Circuit
from fsp.jobs.gate import Gate, gate_id
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue
from fsp.worker.claim import Claim

GATE = gate_id("own-circuit", "7")
NOW = utc_now()


@job_type(
    "test-own-circuit",
    concurrency=10,
    retries=0,
    gates=(Gate("own-circuit", argument="shop", circuit=Circuit(failures=5, open_seconds=60)),),
)
def call(shop: int, number: int) -> int:
    """Do nothing."""
    return number


def test_a_circuit_opens_after_the_number_that_an_operator_set(
    redis_client: redis.Redis, claim: Callable[[], Claim | None], end: Callable[[Claim | None, str], None]
) -> None:
    set_circuit(redis_client, GATE, CircuitOverride(2, 600, "ada", "a slow shop", NOW))
    for number in range(4):
        enqueue(redis_client, "test-own-circuit", {"shop": 7, "number": number})

    for _ in range(2):
        end(claim(), "bad")
    assert claim() is None
    gate = read_keyed_gate(redis_client, GATE, utc_now())
    reset_circuit(redis_client, GATE)
    after = read_keyed_gate(redis_client, GATE, utc_now())

    assert (gate.circuit, gate.why, gate.waiting) == ("open", "2 failures in a row", 2)
    assert gate.open_until is not None
    assert 590 < (gate.open_until - utc_now()).total_seconds() <= 600
    assert gate.circuit_rules == Circuit(failures=2, open_seconds=600)
    assert (after.circuit_rules, after.circuit_override) == (Circuit(failures=5, open_seconds=60), None)


@pytest.mark.parametrize(("failures", "seconds"), [(0, 60), (1001, 60), (5, 0), (5, 90_000)])
def test_senseless_numbers_are_refused(failures: int, seconds: int) -> None:
    with pytest.raises(InvalidInput):
        CircuitOverride(failures, seconds, "ada", "", NOW)


def test_a_gate_without_a_circuit_gets_none(redis_client: redis.Redis) -> None:
    with pytest.raises(InvalidInput, match="has no circuit breaker"):
        set_circuit(redis_client, gate_id("unheard-of", "1"), CircuitOverride(2, 60, "ada", "", NOW))
