"""Gates: what stands between a job type and its limit, for all workers at once; the claim script reads the same."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

import redis

from fsp.clock import iso
from fsp.errors import InvalidInput, UnknownName
from fsp.gates.limits import LimitOverride, override_of
from fsp.gates.wake import wake
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.redis_ops import keys
from fsp.stored import FIRST, UNDECODABLE, Fields, moment_of_epoch, object_of, read_or

WITHOUT_END = 0
CIRCUITS = ("closed", "half-open", "open")


@dataclass(frozen=True)
class Pause:
    """Who paused something, why, since when and until when; no end is None."""

    by: str
    reason: str
    since: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.since:
            raise InvalidInput(
                f"A pause must end later than it begins, got {iso(self.until)}; leave it out for no end."
            )


UNKNOWN_PAUSE = Pause(UNDECODABLE, "", FIRST)
"""What is known of a pause whose record cannot be read: that there is one."""


@dataclass(frozen=True)
class Gate:
    """One job type's gate. `circuit` is closed, open or half-open; `limit` is how many may run now.

    `slots` is the limit apart from pause and circuit: the one an operator set, else the one in the code.
    """

    job_type: str
    running: int
    limit: int
    circuit: str
    opened_at: datetime | None
    open_until: datetime | None
    why: str
    failures: int
    pause: Pause | None
    slots: int
    override: LimitOverride | None = None
    held: int = 0
    """How many of its jobs are set aside until one may run."""

    @property
    def is_at_fault(self) -> bool:
        """Return whether its circuit keeps jobs from running, or did within its time.

        One that is half-open with nothing set aside holds nothing back: the next job, whenever it comes, decides.
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


def pause_type(connection: redis.Redis, job_type: str, pause: Pause) -> None:
    """Let no job of this type start; running ones go on. Raise UnknownJobType."""
    name = get_job_type(job_type).name
    _pause(connection, f"type:{name}", keys.gate(name), "paused_until", pause)


def resume_type(connection: redis.Redis, job_type: str) -> None:
    """Let jobs of this type start again; harmless if they could."""
    name = get_job_type(job_type).name
    _resume(connection, f"type:{name}", keys.gate(name), "paused_until")


def pause_queue(connection: redis.Redis, queue: str, pause: Pause) -> None:
    """Let no job of this queue start; running ones go on. Raise InvalidInput for an unknown queue."""
    _known(queue)
    _pause(connection, f"queue:{queue}", keys.PAUSED_QUEUES, queue, pause)


def resume_queue(connection: redis.Redis, queue: str) -> None:
    """Let jobs of this queue start again; harmless if they could."""
    _known(queue)
    _resume(connection, f"queue:{queue}", keys.PAUSED_QUEUES, queue)


def close_circuit(connection: redis.Redis, job_type: str) -> None:
    """Close a circuit by hand, forgetting its failures."""
    name = get_job_type(job_type).name
    with connection.pipeline() as pipeline:
        pipeline.hdel(keys.gate(name), "circuit", "open_until", "opened_at", "why", "probe", "failures")
        wake(pipeline)
        pipeline.execute()


def read_gates(connection: redis.Redis, now: datetime) -> list[Gate]:
    """Return the gate of every registered job type, by name, in one round trip."""
    types = all_job_types()
    pipeline = connection.pipeline(transaction=False)
    pipeline.hgetall(keys.PAUSES)
    pipeline.hgetall(keys.LIMITS)
    for found in types:
        pipeline.hgetall(keys.gate(found.name))
        pipeline.zcard(keys.slots(found.name))
        for queue in QUEUE_NAMES:
            pipeline.llen(keys.parked(queue, found.name))
    pauses, limits, *rest = pipeline.execute()
    size = 2 + len(QUEUE_NAMES)
    answers = (rest[at : at + size] for at in range(0, len(rest), size))
    gates = [
        replace(
            _gate(found.name, found.concurrency, fields, running, _pause_of(pauses, f"type:{found.name}", now), now),
            held=sum(parked),
        )
        for found, (fields, running, *parked) in zip(types, answers, strict=True)
    ]
    return [replace(gate, override=override_of(limits, gate.job_type)) for gate in gates]


def slots_of(connection: redis.Redis, job_type: str, now: datetime) -> int:
    """Return how many jobs of a type may run apart from pause and circuit; raise UnknownJobType."""
    name = get_job_type(job_type).name
    return next(gate.slots for gate in read_gates(connection, now) if gate.job_type == name)


def read_queue_pauses(connection: redis.Redis, now: datetime) -> dict[str, Pause]:
    """Return the queues that are paused."""
    pauses = cast(dict[bytes, bytes], connection.hgetall(keys.PAUSES))
    found = {queue: _pause_of(pauses, f"queue:{queue}", now) for queue in QUEUE_NAMES}
    return {queue: pause for queue, pause in found.items() if pause}


def _known(queue: str) -> None:
    if queue not in QUEUE_NAMES:
        raise UnknownName(f'There is no queue "{queue}"; the queues are {", ".join(QUEUE_NAMES)}.', queue)


def _pause(connection: redis.Redis, name: str, key: str, field: str, pause: Pause) -> None:
    until = pause.until.timestamp() if pause.until else None
    told = {"by": pause.by, "reason": pause.reason, "since": pause.since.timestamp(), "until": until}
    with connection.pipeline() as pipeline:
        pipeline.hset(keys.PAUSES, name, json.dumps(told))
        pipeline.hset(key, field, int(until * 1000) if until else WITHOUT_END)
        pipeline.execute()


def _resume(connection: redis.Redis, name: str, key: str, field: str) -> None:
    with connection.pipeline() as pipeline:
        pipeline.hdel(keys.PAUSES, name)
        pipeline.hdel(key, field)
        wake(pipeline)
        pipeline.execute()


def _pause_of(pauses: dict[bytes, bytes], name: str, now: datetime) -> Pause | None:
    line = pauses.get(name.encode())
    if line is None:
        return None
    pause = read_or(UNKNOWN_PAUSE, _pause_in, line)
    return None if pause.until is not None and pause.until <= now else pause


def _pause_in(line: bytes) -> Pause:
    told = object_of(line)
    until = moment_of_epoch(told["until"]) if told["until"] else None
    since = moment_of_epoch(told["since"])
    # One that ends before it begins holds nothing, and is none that can be made.
    return Pause(str(told["by"]), str(told["reason"]), since if until is None or since < until else FIRST, until)


def _gate(name: str, slots: int, raw: dict[bytes, bytes], running: int, pause: Pause | None, now: datetime) -> Gate:
    fields = Fields(raw)
    open_until = fields.milliseconds("open_until")
    circuit = (fields.text("circuit") or "closed").replace("_", "-")
    # As lua/claim.lua decides: one that is open without an end that can be read is probed.
    if circuit not in CIRCUITS or (circuit == "open" and (open_until is None or open_until <= now)):
        circuit = "half-open"
    slots = fields.count("limit", slots)
    limit = {"closed": slots, "half-open": 1, "open": 0}[circuit]
    return Gate(
        job_type=name,
        running=running,
        limit=0 if pause else limit,
        circuit=circuit,
        opened_at=fields.milliseconds("opened_at"),
        open_until=open_until if circuit == "open" else None,
        why=fields.text("why"),
        failures=fields.count("failures"),
        pause=pause,
        slots=slots,
    )
