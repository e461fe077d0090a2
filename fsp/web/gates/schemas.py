"""The shapes of gates in the API: what each lets run, what runs and waits, and what an operator set."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from fsp.shape import From, Shape
from fsp.web.job_types.schemas import PausedShape

MAX_GATE_CHARACTERS = 200


class GatePath(Shape):
    """Which gate."""

    name: str = Field(max_length=MAX_GATE_CHARACTERS, description="Such as destination:12, or type:export-data")


class GateQuery(Shape):
    """Which gates to list."""

    search: str = Field("", max_length=MAX_GATE_CHARACTERS, description="A part of their names")


class KeyedGateShape(PausedShape):
    """One gate: how many of its jobs may run now, and why."""

    name: Annotated[str, From("shown")]
    running: int
    holders: list[str] = Field(description="The jobs that hold its slots, at most 20")
    waiting: int = Field(description="Jobs that wait at this gate")
    limit: int | None = Field(description="How many may run now; null for any number")
    slots: int | None = Field(description="The limit without regard to pause and circuit breaker")
    slots_in_code: Annotated[int | None, From("declared_limit")]
    limit_set_by: Annotated[str | None, From("override.by")]
    circuit: str = Field(description="closed, open or half-open")
    why: str
    open_until: datetime | None


class GateListShape(Shape):
    """Gates, at most 200: those an operator changed first, then those that jobs wait at, then those used last."""

    as_of: datetime
    gates: list[KeyedGateShape]
