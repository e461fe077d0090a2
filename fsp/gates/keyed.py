"""The current state of keyed gates: limit, running and waiting jobs, and the settings of an operator."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import redis
from redis.client import Pipeline

from fsp.gates.circuits import (
    STORED_CIRCUIT,
    CircuitOverride,
    circuit_in_words,
    declared_circuit,
    effective_circuit,
)
from fsp.gates.limits import LimitOverride, declared_limit, override_of
from fsp.gates.pauses import Pause, pause_name, pause_of
from fsp.gates.rates import STORED_RATE, RateOverride, RateUse, declared_rate, effective_rate, rate_use
from fsp.gates.stored_circuit import read_circuit
from fsp.jobs.circuit import Circuit
from fsp.jobs.gate import is_keyed, shown_gate
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.rate import Rate
from fsp.redis_ops import gate_keys
from fsp.redis_ops.reads import Read, fetch, joined
from fsp.stored import number_of, read_or, text_of
from fsp.stored_hash import Fields

MAX_HOLDERS = 20
MAX_LANES = 100


@dataclass(frozen=True)
class KeyedGate:
    """One keyed gate. `limit` is the number of its jobs that may run now, None for no limit; `slots` is that number
    without pause and circuit.
    """

    gate: str
    limit: int | None
    slots: int | None
    running: int
    holders: tuple[str, ...]
    circuit: str
    opened_at: datetime | None
    open_until: datetime | None
    why: str
    failures: int
    pause: Pause | None
    override: LimitOverride | None
    rate_use: RateUse | None
    rate_override: RateOverride | None
    circuit_override: CircuitOverride | None
    shut_until: datetime | None
    """Until when its server accepts no requests, according to `Retry-After`."""
    weight: float
    """Its turns for each turn of a share with weight 1."""
    waiting: int
    """The number of jobs that wait at it."""

    @property
    def shown(self) -> str:
        """Return its name for display."""
        return shown_gate(self.gate)

    @property
    def declared_limit(self) -> int | None:
        """Return its limit in the code."""
        return declared_limit(self.gate)

    @property
    def rate(self) -> Rate | None:
        """Return the current rate."""
        return self.rate_use.rate if self.rate_use else None

    @property
    def declared_rate(self) -> Rate | None:
        """Return its rate in the code."""
        return declared_rate(self.gate)

    @property
    def circuit_rules(self) -> Circuit | None:
        """Return when its circuit opens, and for how long; None without a circuit."""
        return effective_circuit(self.gate, self.circuit_override)

    @property
    def declared_circuit(self) -> Circuit | None:
        """Return its circuit in the code."""
        return declared_circuit(self.gate)

    @property
    def circuit_words(self) -> str:
        """Return when its circuit opens, in words."""
        return circuit_in_words(self.circuit_rules)

    @property
    def is_full(self) -> bool:
        """Return whether its limit is reached."""
        return self.limit is not None and self.running >= self.limit > 0


def read_keyed_gate(connection: redis.Redis, gate: str, now: datetime) -> KeyedGate:
    """Return a keyed gate, or that of a job type. An unused gate is as declared in the code. Raise UnknownJobType."""
    return fetch(connection, keyed_gate_read(gate, now))


def keyed_gate_read(gate: str, now: datetime) -> Read[KeyedGate]:
    """Return a read of one keyed gate that can be combined with others."""
    return joined(_with_waiting, gate_state_read(gate, now), _waiting_read(gate))


def _with_waiting(gate: KeyedGate, waiting: int) -> KeyedGate:
    return replace(gate, waiting=waiting)


def _waiting_read(gate: str) -> Read[int]:
    """Return a read of the number of jobs that wait at a gate, in its first 100 lanes of each queue."""

    def ask(pipeline: Pipeline) -> None:
        for queue in QUEUE_NAMES:
            pipeline.zrange(gate_keys.lanes(queue, gate), 0, MAX_LANES - 1)

    def lanes(answers: list[Any]) -> Read[int]:
        waiting = [
            gate_keys.lane(queue, text_of(lane))
            for queue, names in zip(QUEUE_NAMES, answers, strict=True)
            for lane in names
        ]
        return Read(lambda pipeline: [pipeline.zcard(lane) for lane in waiting], sum)

    return Read(ask, lanes)


def gate_state_read(gate: str, now: datetime) -> Read[KeyedGate]:
    """Return a read of one keyed gate in one stage, without the number of jobs that wait at it."""

    def ask(pipeline: Pipeline) -> None:
        pipeline.hget(gate_keys.PAUSES, pause_name(gate))
        pipeline.hget(gate_keys.LIMITS, gate)
        pipeline.hgetall(gate_keys.gate(gate))
        pipeline.zrange(gate_keys.slots(gate), 0, -1, withscores=True)
        pipeline.hget(gate_keys.RATES, gate)
        pipeline.get(gate_keys.rate_log(gate))
        pipeline.hget(gate_keys.CIRCUITS, gate)

    return Read(ask, lambda answers: _gate(gate, answers, now))


def _gate(gate: str, answers: list[Any], now: datetime) -> KeyedGate:
    pause_line, limit_line, raw, holders, rate_line, log, circuit_line = answers
    pauses = {pause_name(gate).encode(): pause_line} if pause_line else {}
    pause, override = (
        pause_of(pauses, pause_name(gate), now),
        override_of({gate.encode(): limit_line} if limit_line else {}, gate),
    )
    fields = Fields(raw)
    circuit, open_until = read_circuit(fields, now)
    slots = fields.count("limit") or declared_limit(gate)
    rate = effective_rate(fields.text("rate"), gate)
    held = sum(int(units) for _, units in holders) if is_keyed(gate) else len(holders)
    shut_until = fields.milliseconds("shut_until")
    limit = {"closed": slots, "half-open": 1, "open": 0}[circuit]
    return KeyedGate(
        gate=gate,
        limit=0 if pause else limit,
        slots=slots,
        running=len(holders),
        holders=tuple(text_of(holder) for holder, _ in holders[:MAX_HOLDERS]),
        circuit=circuit,
        opened_at=fields.milliseconds("opened_at"),
        open_until=open_until,
        why=fields.text("why"),
        failures=fields.count("failures"),
        pause=pause,
        override=override,
        rate_use=rate_use(rate, log, held, now) if rate else None,
        rate_override=read_or(None, STORED_RATE.of_json, rate_line) if rate_line else None,
        circuit_override=read_or(None, STORED_CIRCUIT.of_json, circuit_line) if circuit_line else None,
        shut_until=shut_until if shut_until and shut_until > now else None,
        weight=fields.read("weight", number_of, 1.0),
        waiting=0,
    )
