"""The numbers of a circuit that an operator sets, and how endings of jobs follow them."""

from collections.abc import Callable

import pytest
import redis

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.gates.circuits import CircuitOverride, circuit_in_words
from fsp.gates.controls import reset_circuit, set_circuit
from fsp.gates.keyed import read_keyed_gate
from fsp.jobs.circuit import Circuit
from fsp.jobs.gate import Gate, gate_id
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue
from fsp.worker.claim import Claim
from tests.worker.claiming import let_circuit_time_pass

GATE, SHORT_AT_FIRST = gate_id("own-circuit", "7"), gate_id("short-at-first", "3")
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


@job_type(
    "test-short-at-first",
    concurrency=10,
    retries=0,
    gates=(
        Gate(
            "short-at-first",
            argument="town",
            circuit=Circuit(failures=2, open_seconds=60, first_open_seconds=10),
        ),
    ),
)
def call_town(town: int, number: int) -> int:
    """Do nothing."""
    return number + town


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


def open_seconds(connection: redis.Redis) -> float:
    """Return for how long the circuit is open now."""
    gate = read_keyed_gate(connection, SHORT_AT_FIRST, utc_now())
    assert gate.circuit == "open"
    assert gate.open_until is not None
    return (gate.open_until - utc_now()).total_seconds()


def fail(
    connection: redis.Redis, claim: Callable[[], Claim | None], end: Callable[[Claim | None, str], None], numbers: range
) -> None:
    for number in numbers:
        enqueue(connection, "test-short-at-first", {"town": 3, "number": number})
        end(claim(), "bad")


def test_a_circuit_that_begins_short_doubles_with_each_failed_probe_and_forgets_it_once_closed(
    redis_client: redis.Redis, claim: Callable[[], Claim | None], end: Callable[[Claim | None, str], None]
) -> None:
    fail(redis_client, claim, end, range(2))
    waits = [open_seconds(redis_client)]
    for number in range(10, 14):
        let_circuit_time_pass(redis_client, SHORT_AT_FIRST)
        fail(redis_client, claim, end, range(number, number + 1))
        waits.append(open_seconds(redis_client))
    let_circuit_time_pass(redis_client, SHORT_AT_FIRST)
    enqueue(redis_client, "test-short-at-first", {"town": 3, "number": 20})
    end(claim(), "good")
    fail(redis_client, claim, end, range(30, 32))

    assert [round(seconds, -1) for seconds in waits] == [10, 20, 40, 60, 60]
    assert round(open_seconds(redis_client), -1) == 10


def test_an_operators_time_holds_from_the_first_opening_on(
    redis_client: redis.Redis, claim: Callable[[], Claim | None], end: Callable[[Claim | None, str], None]
) -> None:
    set_circuit(redis_client, SHORT_AT_FIRST, CircuitOverride(2, 600, "ada", "", NOW))

    fail(redis_client, claim, end, range(2))

    assert round(open_seconds(redis_client), -1) == 600


def test_the_words_name_both_times() -> None:
    circuit = Circuit(failures=5, open_seconds=60, first_open_seconds=5)

    assert circuit_in_words(circuit) == "opens after 5 failures in a row, for 5 s, later up to 60 s"


@pytest.mark.parametrize(("failures", "seconds"), [(0, 60), (1001, 60), (5, 0), (5, 90_000)])
def test_senseless_numbers_are_refused(failures: int, seconds: int) -> None:
    with pytest.raises(InvalidInput):
        CircuitOverride(failures, seconds, "ada", "", NOW)


def test_a_gate_without_a_circuit_gets_none(redis_client: redis.Redis) -> None:
    with pytest.raises(InvalidInput, match="has no circuit breaker"):
        set_circuit(redis_client, gate_id("unheard-of", "1"), CircuitOverride(2, 60, "ada", "", NOW))
