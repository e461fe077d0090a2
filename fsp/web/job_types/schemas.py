"""Schemas of job types and queues in the API: their rules, limits, pauses and circuits."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from fsp.jobs.gate import MAX_SLOTS
from fsp.shape import From, IsThere, Shape
from fsp.web.schema import Minutes


class JobTypeShape(Shape):
    """One job type and its rules."""

    name: str
    description: str
    priority: str
    concurrency: int
    retries: int
    timeout_seconds: int
    arguments_schema: Annotated[dict[str, Any], From(lambda job_type: job_type.arguments_model.model_json_schema())]


class JobTypeListShape(Shape):
    """All job types."""

    job_types: list[JobTypeShape]


class PauseBody(Shape):
    """The reason and duration of a pause."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=200)
    minutes: Minutes | None = Field(None, description="When it ends automatically; null: until resumed")


class LimitBody(Shape):
    """The concurrency limit and the reason."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(ge=1, le=MAX_SLOTS)
    reason: str = Field("", max_length=200)


class PausedShape(Shape):
    """Whether something is paused, by whom, and until when."""

    is_paused: Annotated[IsThere, From("pause")]
    paused_by: Annotated[str | None, From("pause.by")]
    paused_until: Annotated[datetime | None, From("pause.until")]


class GateShape(PausedShape):
    """How many jobs of a type may run now, and why."""

    job_type: str
    running: int
    limit: int
    circuit: str = Field(description="closed, open or half-open")
    why: str
    open_until: datetime | None
    slots: int = Field(description="The concurrency limit, without regard to pause and circuit breaker")
    slots_in_code: int
    limit_set_by: Annotated[str | None, From("override.by")] = Field(description="Who overrode the limit in the code")


class QueueShape(PausedShape):
    """One queue."""

    name: str
    waiting: int
    parked: Annotated[int, From("blocked")] = Field(description="Waiting for a free slot of their type")
    deferred: int = Field(description="Waiting for jobs that they depend on")
    scheduled: int = Field(description="Scheduled for later")
    running: int
    failed: int
    oldest_age_seconds: float | None
    paused_since: Annotated[datetime | None, From("pause.since")]
    paused_reason: Annotated[str | None, From("pause.reason")]


class QueueListShape(Shape):
    """All queues, in priority order."""

    as_of: datetime
    queues: list[QueueShape]
