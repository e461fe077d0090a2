"""The shapes of gates in the API: what each lets run, what runs and waits, and what an operator set."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from fsp.gates.circuits import MAX_FAILURES, MAX_OPEN_SECONDS
from fsp.gates.controls import MAX_WEIGHT, MIN_WEIGHT
from fsp.jobs.rate import MAX_SECONDS, MAX_UNITS, MIN_SECONDS
from fsp.shape import From, Shape
from fsp.web.job_types.schemas import PausedShape

MAX_GATE_CHARACTERS = 200


class GatePath(Shape):
    """Which gate."""

    name: str = Field(max_length=MAX_GATE_CHARACTERS, description="For example destination:12 or type:export-data")


class GateQuery(Shape):
    """Which gates to list."""

    search: str = Field("", max_length=MAX_GATE_CHARACTERS, description="Part of the name")


class RateShape(Shape):
    """How many units may pass within any window of this many seconds."""

    units: int
    seconds: float


class RateBody(Shape):
    """How many units may pass within any window, and why."""

    model_config = ConfigDict(extra="forbid")

    units: int = Field(ge=1, le=MAX_UNITS)
    seconds: float = Field(ge=MIN_SECONDS, le=MAX_SECONDS)
    reason: str = Field("", max_length=200)


class CircuitBody(Shape):
    """When a circuit opens, for how long, and why."""

    model_config = ConfigDict(extra="forbid")

    failures: int = Field(ge=1, le=MAX_FAILURES, description="Failures in a row that open it")
    open_seconds: int = Field(ge=1, le=MAX_OPEN_SECONDS, description="How long it is open before a job is tried")
    reason: str = Field("", max_length=200)


class CircuitRulesShape(Shape):
    """When a circuit opens, and for how long."""

    failures: int
    open_seconds: int
    first_open_seconds: int | None = Field(
        description="How long it is open at first; each failed probe doubles it, up to openSeconds. Null: openSeconds"
    )


class WeightBody(Shape):
    """How many turns a share has for each turn of a share of weight 1."""

    model_config = ConfigDict(extra="forbid")

    weight: float = Field(ge=MIN_WEIGHT, le=MAX_WEIGHT)


class KeyedGateShape(PausedShape):
    """One gate: how many of its jobs may run now, and why."""

    name: Annotated[str, From("shown")]
    running: int
    holders: list[str] = Field(description="Jobs that hold its slots, at most 20")
    waiting: int = Field(description="Number of jobs that wait at this gate")
    limit: int | None = Field(description="How many jobs may run now; null for no limit")
    slots: int | None = Field(description="The limit without regard to pause and circuit breaker")
    slots_in_code: Annotated[int | None, From("declared_limit")]
    limit_set_by: Annotated[str | None, From("override.by")]
    rate: Annotated[RateShape | None, From("rate_use.rate")] = Field(description="Units per window; null for no rate")
    rate_used: Annotated[int | None, From("rate_use.used")] = Field(description="Units that count for the window now")
    rate_opens_at: Annotated[datetime | None, From("rate_use.opens_at")] = Field(
        description="When the next unit passes; null if some pass now, or first a running job must end"
    )
    rate_in_code: Annotated[RateShape | None, From("declared_rate")]
    rate_set_by: Annotated[str | None, From("rate_override.by")]
    weight: float = Field(description="Turns of its share for each turn of a share of weight 1")
    shut_until: datetime | None = Field(description="Until when its server asked for a break")
    circuit: str = Field(description="closed, open or half-open")
    why: str
    failures: int = Field(description="Failures in a row until now")
    opened_at: datetime | None
    open_until: datetime | None
    circuit_rules: CircuitRulesShape | None = Field(description="When the circuit opens; null without a circuit")
    circuit_rules_in_code: Annotated[CircuitRulesShape | None, From("declared_circuit")]
    circuit_set_by: Annotated[str | None, From("circuit_override.by")]


class GateListShape(Shape):
    """Gates, at most 200: those an operator changed first, then those that jobs wait at, then those used last."""

    as_of: datetime
    gates: list[KeyedGateShape]
