"""Gates: the limit, circuit and pause of a job type for all workers. The claim script reads the same state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import redis
from redis.client import Pipeline

from fsp.gates.limits import LimitOverride, override_of
from fsp.gates.pauses import Pause, pause_of
from fsp.gates.stored_circuit import read_circuit
from fsp.jobs.job_type import JobType
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.redis_ops import gate_keys
from fsp.redis_ops.reads import Read, fetch
from fsp.stored_hash import Fields


@dataclass(frozen=True)
class Gate:
    """A job type's gate. `circuit` is closed, open or half-open; `limit` is how many jobs may run now.

    `slots` is the limit without regard to pause and circuit: the overridden one, else the one in the code.
    """

    job_type: str
    limit: int
    circuit: str
    opened_at: datetime | None
    open_until: datetime | None
    why: str
    failures: int
    pause: Pause | None
    slots: int
    running: int = 0
    override: LimitOverride | None = None
    held_in: Mapping[str, int] = field(default_factory=dict)
    """The number of its blocked jobs by queue. Queues without any are left out."""

    @property
    def held(self) -> int:
        """Return the number of its blocked jobs in all queues."""
        return sum(self.held_in.values())

    @property
    def is_at_fault(self) -> bool:
        """Return whether its circuit blocks jobs, or did within its time.

        A half-open circuit without blocked jobs blocks nothing: the next job decides.
        """
        return self.circuit == "open" or (self.circuit == "half-open" and self.held > 0)

    @property
    def stopped_because(self) -> str:
        """Return why no job of the type may start, however many workers there are; empty if some may."""
        if self.pause:
            return f"{self.pause.by} paused {self.job_type}" + (f": {self.pause.reason}" if self.pause.reason else "")
        if self.circuit != "closed":
            return f"the circuit of {self.job_type} is {self.circuit}" + (f": {self.why}" if self.why else "")
        return ""


def read_gates(connection: redis.Redis, now: datetime) -> list[Gate]:
    """Return the gate of every registered job type, by name, in one round trip."""
    return fetch(connection, gates_read(now))


def gates_read(now: datetime) -> Read[list[Gate]]:
    """Return the same as a read that can be combined with others."""
    return Read(_ask_for_gates, lambda answers: _gates(answers, now))


def _ask_for_gates(pipeline: Pipeline) -> None:
    pipeline.hgetall(gate_keys.PAUSES)
    pipeline.hgetall(gate_keys.LIMITS)
    for job_type in all_job_types():
        pipeline.hgetall(gate_keys.gate(job_type.name))
        pipeline.zcard(gate_keys.slots(job_type.name))
        for queue in QUEUE_NAMES:
            pipeline.hget(gate_keys.blocked_counts(queue), job_type.name)


def _gates(answers: list[Any], now: datetime) -> list[Gate]:
    pauses, limits, *rest = answers
    size = 2 + len(QUEUE_NAMES)
    parts = (rest[at : at + size] for at in range(0, len(rest), size))
    return [
        replace(
            _gate(job_type, Fields(raw), pause_of(pauses, f"type:{job_type.name}", now), now),
            running=running,
            override=override_of(limits, job_type.name),
            held_in={queue: int(count) for queue, count in zip(QUEUE_NAMES, blocked, strict=True) if count},
        )
        for job_type, (raw, running, *blocked) in zip(all_job_types(), parts, strict=True)
    ]


def slots_of(connection: redis.Redis, job_type: str, now: datetime) -> int:
    """Return how many jobs of a type may run without regard to pause and circuit; raise UnknownJobType."""
    name = get_job_type(job_type).name
    return next(gate.slots for gate in read_gates(connection, now) if gate.job_type == name)


def _gate(job_type: JobType, fields: Fields, pause: Pause | None, now: datetime) -> Gate:
    """Return the gate according to the type's own hash."""
    circuit, open_until = read_circuit(fields, now)
    slots = fields.count("limit", job_type.concurrency)
    limit = {"closed": slots, "half-open": 1, "open": 0}[circuit]
    return Gate(
        job_type=job_type.name,
        limit=0 if pause else limit,
        circuit=circuit,
        opened_at=fields.milliseconds("opened_at"),
        open_until=open_until,
        why=fields.text("why"),
        failures=fields.count("failures"),
        pause=pause,
        slots=slots,
    )
