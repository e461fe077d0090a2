"""Whether what waits is held by something that more workers would not change."""

import pytest
import redis

from fsp.clock import utc_now
from fsp.conditions.queue_words import not_startable_because
from fsp.conditions.system import read_system
from fsp.conditions.system_facts import queue_facts
from fsp.gates.controls import pause_queue, pause_type
from fsp.gates.pauses import Pause
from fsp.handlers import export_data  # noqa: F401  (it registers its type)
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, rq_keys

NOW = utc_now()


def held(connection: redis.Redis) -> dict[str, str]:
    system = read_system(connection, NOW)
    reasons = {queue.name: not_startable_because(queue_facts(queue, system, NOW)) for queue in system.queues}
    return {name: reason for name, reason in reasons.items() if reason}


def wait(connection: redis.Redis, *, parked: int, waiting: int) -> None:
    for number in range(parked):
        connection.zadd(gate_keys.blocked("low"), {f"parked-{number}": number})
        connection.hincrby(gate_keys.blocked_counts("low"), "export-data", 1)
    for number in range(waiting):
        connection.rpush(rq_keys.queue("low"), f"waiting-{number}")


def open_circuit(connection: redis.Redis, state: str = "open") -> None:
    ends_at = int(NOW.timestamp() * 1000) + 60_000
    connection.hset(
        gate_keys.gate("export-data"), mapping={"circuit": state, "why": "5 failures in a row", "open_until": ends_at}
    )


@pytest.mark.parametrize(("parked", "waiting", "is_held"), [(4, 0, True), (4, 4, True), (3, 4, False), (0, 4, False)])
def test_a_circuit_holds_a_queue_if_half_of_its_jobs_wait_behind_it(
    redis_client: redis.Redis, parked: int, waiting: int, is_held: bool
) -> None:
    open_circuit(redis_client)
    wait(redis_client, parked=parked, waiting=waiting)

    expected = {"low": "the circuit breaker of export-data is open: 5 failures in a row"} if is_held else {}
    assert held(redis_client) == expected


def test_a_pause_of_the_type_or_of_the_queue_holds_it_too(redis_client: redis.Redis) -> None:
    wait(redis_client, parked=2, waiting=0)
    pause_type(redis_client, "export-data", Pause("ada", "a full disk", NOW))
    by_type = held(redis_client)
    pause_queue(redis_client, "low", Pause("bob", "", NOW))
    pause_queue(redis_client, "high", Pause("bob", "nothing waits there", NOW))

    assert by_type == {"low": "ada paused export-data: a full disk"}
    assert held(redis_client) == {"low": "bob paused the queue"}


def test_jobs_that_wait_for_a_slot_or_a_worker_are_not_held(redis_client: redis.Redis) -> None:
    wait(redis_client, parked=5, waiting=5)

    assert held(redis_client) == {}


def test_jobs_that_no_worker_has_set_aside_yet_wait_behind_the_circuit_too(redis_client: redis.Redis) -> None:
    open_circuit(redis_client, "half_open")
    for _ in range(3):
        enqueue(redis_client, "export-data", {"project": "x"})

    assert held(redis_client) == {"low": "the circuit breaker of export-data is half-open: 5 failures in a row"}
