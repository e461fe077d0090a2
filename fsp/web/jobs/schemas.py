"""Schemas of jobs in the API."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from fsp.shape import From, Shape, TextOrNone
from fsp.web.jobs.job_page import JobPage

JobState = Literal[
    "all", "waiting", "scheduled", "deferred", "retrying", "running", "ended", "finished", "failed", "canceled"
]


class ProgressShape(Shape):
    """The progress of a job in its own unit."""

    done: float
    total: float | None
    message: str


class StepShape(Shape):
    """A named part of a job and its duration."""

    name: str
    seconds: float


class DurableStepShape(Shape):
    """A step of a job whose result is stored."""

    name: str
    state: str = Field(
        description="completed, kept (by an earlier attempt), ran again, running, interrupted, failed or to run again"
    )
    job_id: str = Field(description="The job that ran it last: this one, or one of the same dead letter")
    attempt: int
    runs: int = Field(description="How often it was started, as far as it is known")
    started_at: datetime
    seconds: float
    result_bytes: int
    error: TextOrNone
    can_run_from_here: bool


class JobShape(Shape):
    """One job. Times are UTC. Unknown or expired values are null."""

    id: Annotated[str, From("job_id")]
    type: Annotated[str, From("job_type")]
    labels: list[str] = Field([], description="tag:…, args.<name>:… and parent:…, by which it can be found")
    status: str = Field(
        description="queued, scheduled, deferred, rate_limited, started, finished, failed, dead or cancelled"
    )
    queue: str | None = None
    arguments: dict[str, Any]
    requested_by: str | None = None
    enqueued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    run_seconds: float | None = None
    attempt: int | None = None
    retries_left: int | None = None
    worker: TextOrNone = None
    error: TextOrNone = None
    cancelled_by: TextOrNone = Field(None, description="Who cancelled it; a running job may take a moment to stop")
    cancelled_at: datetime | None = None
    result: Any = None
    progress: ProgressShape | None = None
    cpu_seconds: float | None = None
    peak_bytes: int | None = Field(None, description="Null where the process ran other jobs at the same time")
    steps: list[StepShape] = []
    durable_steps: list[DurableStepShape] = Field([], description="Of the job and its replays, in their order")
    after: list[str] = Field([], description="The jobs it runs after; while it waits for them it is deferred")
    undecodable: Annotated[list[str], BeforeValidator(list)] = Field(
        [], description="Fields of its Redis hash that cannot be read"
    )
    failed_attempts: list[Any] = Field([], description="Each with error, traceback, worker, host, version and times")

    @classmethod
    def of_page(cls, page: JobPage) -> Self:
        """Create it from everything known about a job, also if Redis has forgotten it."""
        requested_by = page.request.requested_by if page.request else None
        if page.reading:
            return cls.of(
                page.reading,
                requested_by=requested_by,
                failed_attempts=page.attempts,
                after=page.after,
                durable_steps=DurableStepShape.list_of(page.durable_steps),
            )
        error = page.dead_letter.error_message if page.dead_letter else page.request.error if page.request else None
        ended_at = page.dead_letter.buried_at if page.dead_letter else None
        return cls.of(page, requested_by=requested_by, error=error, ended_at=ended_at)


class LogShape(Shape):
    """The log of a job so far, oldest line first."""

    lines: list[str]


class JobListShape(Shape):
    """Jobs: running, waiting in order, then finished ones, newest first."""

    as_of: datetime
    jobs: list[JobShape]
    cursor: str | None = Field(None, description="Leads to the next page; null at the end")
    ended: str | None = Field(None, description="Number of finished jobs, or 500,000+")
    notes: list[str] = Field([], description="What was not searched, and why")


class JobQuery(Shape):
    """Which jobs to list."""

    state: JobState | None = Field(
        None, description="Without one: ended jobs, and with an error in `q` all jobs that have failed with it"
    )
    type: str = Field("", description="A job type; empty for all")
    queue: str = Field("", description="high, medium or low; empty for all")
    since: str = Field("", description="At or after this time, ISO 8601; UTC if no time zone is given")
    until: str = Field("", description="Before this time")
    q: str = Field(
        "",
        max_length=512,
        description="Words, and names with values: tag:nightly args.project:garden error:OSError id:abc fingerprint:…",
    )
    cursor: str = Field("", max_length=20, description="The cursor from the previous page")
    limit: int = Field(100, ge=1, le=1000)


class JobPath(Shape):
    """The job."""

    job_id: str = Field(alias="job_id", max_length=100)


class AgainBody(Shape):
    """New arguments, or the step to start from. An empty object runs everything again unchanged."""

    arguments: dict[str, Any] | None = None
    from_step: str | None = Field(
        None, max_length=100, description="A durable step: the results of the steps before it are used"
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.arguments is not None and self.from_step is not None:
            raise ValueError("give arguments or from_step: results belong to the arguments they were made with")
        return self


class MoveBody(Shape):
    """The destination: the front of its own queue, or the end of another one."""

    to: Literal["front", "high", "medium", "low"]
