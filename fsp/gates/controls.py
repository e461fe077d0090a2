"""What an operator changes at a job type's gate or a keyed one: pauses, limits and circuits; and pauses of queues."""

import json
from dataclasses import asdict
from typing import Any

import redis

from fsp.errors import InvalidInput, UnknownName
from fsp.gates.circuits import STORED_CIRCUIT, CircuitOverride, refuse_without_circuit
from fsp.gates.limits import STORED_LIMIT, LimitOverride, declared_limit
from fsp.gates.pauses import Pause, pause_name
from fsp.gates.rates import STORED_RATE, RateOverride
from fsp.jobs.gate import is_keyed
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import get_job_type
from fsp.redis_ops import gate_keys
from fsp.redis_ops.scripts import script

WITHOUT_END = 0
MIN_WEIGHT, MAX_WEIGHT = 0.01, 1000
MAX_WAKES = 64
_OF_CIRCUIT = ("circuit", "open_until", "opened_at", "why", "probe", "failures", "failed_probes")


def pause_type(connection: redis.Redis, gate: str, pause: Pause) -> None:
    """Pause this job type or keyed gate. Running jobs continue. Raise UnknownJobType."""
    name = _known(gate)
    _pause(connection, pause_name(name), gate_keys.gate(name), "paused_until", pause)


def resume_type(connection: redis.Redis, gate: str) -> None:
    """Resume this job type or keyed gate. Harmless if it is not paused."""
    name = _known(gate)
    with connection.pipeline() as pipeline:
        _resume(pipeline, pause_name(name), gate_keys.gate(name), "paused_until")
        _wake(pipeline, name)
        pipeline.execute()


def pause_queue(connection: redis.Redis, queue: str, pause: Pause) -> None:
    """Pause this queue. Running jobs continue. Raise InvalidInput for an unknown queue."""
    _check_queue(queue)
    _pause(connection, f"queue:{queue}", gate_keys.PAUSED_QUEUES, queue, pause)


def resume_queue(connection: redis.Redis, queue: str) -> None:
    """Resume this queue. Harmless if it is not paused."""
    _check_queue(queue)
    with connection.pipeline() as pipeline:
        _resume(pipeline, f"queue:{queue}", gate_keys.PAUSED_QUEUES, queue)
        _wake(pipeline)
        pipeline.execute()


def close_circuit(connection: redis.Redis, gate: str) -> None:
    """Close a circuit by hand, forgetting its failures."""
    name = _known(gate)
    with connection.pipeline() as pipeline:
        pipeline.hdel(gate_keys.gate(name), *_OF_CIRCUIT)
        _wake(pipeline, name)
        pipeline.execute()


def set_circuit(connection: redis.Redis, gate: str, override: CircuitOverride) -> None:
    """Override when the circuit of a gate opens and for how long, from the next failure on.

    Raise UnknownJobType, or InvalidInput for a gate without a circuit.
    """
    name = _known(gate)
    refuse_without_circuit(name)
    with connection.pipeline() as pipeline:
        pipeline.hset(gate_keys.CIRCUITS, name, STORED_CIRCUIT.to_json(override))
        fields: dict[str, int] = {"max_failures": override.failures, "open_ms": override.open_seconds * 1000}
        pipeline.hset(gate_keys.gate(name), mapping=fields)  # type: ignore[arg-type]
        pipeline.execute()


def reset_circuit(connection: redis.Redis, gate: str) -> None:
    """Let the circuit of a gate open as the code says; harmless if it does."""
    name = _known(gate)
    with connection.pipeline() as pipeline:
        pipeline.hdel(gate_keys.CIRCUITS, name)
        pipeline.hdel(gate_keys.gate(name), "max_failures", "open_ms")
        pipeline.execute()


def set_limit(connection: redis.Redis, gate: str, override: LimitOverride) -> None:
    """Override the limit of a gate from the next claim on. Running jobs continue. Raise UnknownJobType."""
    name = _known(gate)
    with connection.pipeline() as pipeline:
        pipeline.hset(gate_keys.LIMITS, name, STORED_LIMIT.to_json(override))
        pipeline.hset(gate_keys.gate(name), "limit", override.limit)
        _wake(pipeline, name, workers=override.limit)
        pipeline.execute()


def reset_limit(connection: redis.Redis, gate: str) -> None:
    """Let as many jobs of a gate run as the code says; harmless if they do."""
    name = _known(gate)
    with connection.pipeline() as pipeline:
        pipeline.hdel(gate_keys.LIMITS, name)
        pipeline.hdel(gate_keys.gate(name), "limit")
        _wake(pipeline, name, workers=declared_limit(name) or MAX_WAKES)
        pipeline.execute()


def set_rate(connection: redis.Redis, gate: str, override: RateOverride) -> None:
    """Override the rate of a gate from the next claim on. Raise UnknownJobType."""
    name = _known(gate)
    with connection.pipeline() as pipeline:
        pipeline.hset(gate_keys.RATES, name, STORED_RATE.to_json(override))
        pipeline.hset(gate_keys.gate(name), "rate", override.rate.stored)
        _wake(pipeline, name)
        pipeline.execute()


def reset_rate(connection: redis.Redis, gate: str) -> None:
    """Let as many units of a gate pass as the code says; harmless if they do."""
    name = _known(gate)
    with connection.pipeline() as pipeline:
        pipeline.hdel(gate_keys.RATES, name)
        pipeline.hdel(gate_keys.gate(name), "rate", "shut_until", "server_left", "server_until")
        _wake(pipeline, name, workers=MAX_WAKES)
        pipeline.execute()


def set_weight(connection: redis.Redis, gate: str, weight: float) -> None:
    """Set the weight of a share: its turns per turn of a share of weight 1. Raise InvalidInput."""
    if not MIN_WEIGHT <= weight <= MAX_WEIGHT:
        raise InvalidInput(f"A weight must be from {MIN_WEIGHT} to {MAX_WEIGHT}, got {weight}.")
    if weight == 1:
        connection.hdel(gate_keys.gate(gate), "weight")
    else:
        connection.hset(gate_keys.gate(gate), "weight", weight)


def _known(gate: str) -> str:
    return gate if is_keyed(gate) else get_job_type(gate).name


def _check_queue(queue: str) -> None:
    if queue not in QUEUE_NAMES:
        raise UnknownName(f'There is no queue "{queue}"; the queues are {", ".join(QUEUE_NAMES)}.', queue)


def _pause(connection: redis.Redis, name: str, key: str, field: str, pause: Pause) -> None:
    until = pause.until.timestamp() if pause.until else None
    record = asdict(pause) | {"since": pause.since.timestamp(), "until": until}
    with connection.pipeline() as pipeline:
        pipeline.hset(gate_keys.PAUSES, name, json.dumps(record))
        pipeline.hset(key, field, int(until * 1000) if until else WITHOUT_END)
        pipeline.execute()


def _resume(pipeline: Any, name: str, key: str, field: str) -> None:
    pipeline.hdel(gate_keys.PAUSES, name)
    pipeline.hdel(key, field)


def _wake(pipeline: Any, *gates: str, workers: int = 1) -> None:
    """Let this many idle threads look at once for what waits at the gates; the others look within a second."""
    script("wake")(args=[min(workers, MAX_WAKES), *gates], client=pipeline)
