"""The shapes the API takes and gives; the OpenAPI document is made from them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    """A shape of the API: camelCase outside, snake_case inside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


def camel(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields under their names outside."""
    return {to_camel(name): value for name, value in fields.items()}


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class EnqueueHeader(BaseModel):
    """What else a request to enqueue may carry."""

    idempotency_key: str | None = Field(
        None, alias="Idempotency-Key", description="Asked for again with the same key within 24 h, it is done once"
    )


class JobShape(Shape):
    """One job. Times are UTC; what is not known (any more) is null."""

    id: str
    type: str
    status: str = Field(description="queued, scheduled, rate_limited, started, finished, failed, dead or cancelled")
    queue: str | None = None
    arguments: dict[str, Any]
    requested_by: str | None = None
    enqueued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    run_seconds: float | None = None
    attempt: int | None = None
    retries_left: int | None = None
    worker: str | None = None
    error: str | None = None
    result: Any = None


class BlockerShape(Shape):
    """One thing that keeps a job from running."""

    kind: str
    words: str
    until: datetime | None = None
    held_by: list[str] = Field(description="The jobs that hold the slots")


class ExplanationShape(Shape):
    """Why a job is not running: the first to be overcome first; empty for a job that does not wait."""

    as_of: datetime
    blockers: list[BlockerShape]


class JobListShape(Shape):
    """Jobs, in the order they would run or newest first."""

    as_of: datetime
    jobs: list[JobShape]


class JobQuery(Shape):
    """Which jobs to list."""

    state: Literal["waiting", "running", "ended"] = "ended"
    type: str = Field("", description="A job type; empty for all")
    limit: int = Field(100, ge=1, le=1000)


class JobPath(Shape):
    """Which job."""

    job_id: str = Field(alias="job_id", max_length=100)


class JobTypeShape(Shape):
    """One job type and the rules it runs under."""

    name: str
    description: str
    priority: str
    concurrency: int
    retries: int
    timeout_seconds: int
    arguments_schema: dict[str, Any]


class JobTypeListShape(Shape):
    """Every job type."""

    job_types: list[JobTypeShape]
