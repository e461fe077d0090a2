"""The shapes the API takes and gives; the OpenAPI document is made from them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from fsp.admission.limits import MOST_SLOTS

JobState = Literal["all", "waiting", "scheduled", "deferred", "running", "ended", "finished", "failed", "canceled"]


class Shape(BaseModel):
    """A shape of the API: camelCase outside, snake_case inside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    @classmethod
    def model_json_schema(cls, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Return the schema, made once: flask-openapi3 asks for it with every query it checks."""
        if arguments or options:
            return super().model_json_schema(*arguments, **options)
        if cls not in _schemas:
            _schemas[cls] = super().model_json_schema()
        return _schemas[cls]


_schemas: dict[type[Shape], dict[str, Any]] = {}


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


class ProgressShape(Shape):
    """How far a job is, in a unit of its own."""

    done: float
    total: float | None
    message: str


class StepShape(Shape):
    """A named part of a job and how long it took."""

    name: str
    seconds: float


class JobShape(Shape):
    """One job. Times are UTC; what is not known (any more) is null."""

    id: str
    type: str
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
    worker: str | None = None
    error: str | None = None
    result: Any = None
    progress: ProgressShape | None = None
    cpu_seconds: float | None = None
    peak_bytes: int | None = Field(None, description="Null where the process ran other jobs at the same time")
    steps: list[StepShape] = []
    after: list[str] = Field([], description="The jobs it runs after; while it waits for them it is deferred")
    failed_attempts: list[Any] = Field([], description="Each with error, traceback, worker, host, version and times")


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


class LogShape(Shape):
    """What a job logged so far, oldest line first."""

    lines: list[str]


class JobListShape(Shape):
    """Jobs: running ones, waiting ones in the order they would run, then ended ones, newest first."""

    as_of: datetime
    jobs: list[JobShape]
    cursor: str | None = Field(None, description="Leads to the next page; null at the end")
    ended: str | None = Field(None, description="How many ended jobs there are: a number, or 500,000+ for more")
    notes: list[str] = Field([], description="What was not looked at, and why")


class JobQuery(Shape):
    """Which jobs to list."""

    state: JobState = "ended"
    type: str = Field("", description="A job type; empty for all")
    queue: str = Field("", description="high, medium or low; empty for all")
    since: str = Field("", description="Not before this moment, ISO 8601; UTC where no zone is given")
    until: str = Field("", description="Before this moment")
    q: str = Field(
        "",
        max_length=512,
        description="Words, and names with values: tag:nightly args.project:garden error:OSError id:abc fingerprint:…",
    )
    cursor: str = Field("", max_length=20, description="As the page before gave it")
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


class DeadLetterQuery(Shape):
    """Which dead letters to list."""

    state: Literal["dead", "replayed", "discarded"] = "dead"
    type: str = Field("", max_length=100, description="A job type; empty for all")
    reason: str = Field("", max_length=30, description="spent, permanent, poison, timeout or undecodable")
    fingerprint: str = Field("", max_length=64, description="Of one cause alone")
    text: str = Field("", max_length=200, description="In the error or the job id")
    since: datetime | None = Field(None, description="Died after")
    until: datetime | None = Field(None, description="Died before")
    before: int | None = Field(None, ge=1, description="The id the last page ended with")
    limit: int = Field(50, ge=1, le=1000)


class DeadLetterPath(Shape):
    """Which dead letter."""

    letter_id: int = Field(alias="letter_id", ge=1)


class ReplayBody(Shape):
    """How to replay; an empty object for the arguments it had."""

    model_config = ConfigDict(extra="forbid")

    arguments: dict[str, Any] | None = Field(None, description="Other arguments than it had")


class BulkBody(Shape):
    """Which dead letters, and what to do with them; a dry run, unless told otherwise, only counts."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["replay", "discard", "restore"]
    type: str = Field("", max_length=100, description="A job type; empty for all")
    reason: str = Field("", max_length=30)
    fingerprint: str = Field("", max_length=64)
    text: str = Field("", max_length=200, description="In the error or the job id")
    since: datetime | None = Field(None, description="Died after")
    until: datetime | None = Field(None, description="Died before")
    dry_run: bool = True
    count: int | None = Field(None, ge=0, description="As counted before; if it is another one now, nothing is done")
    per_minute: int = Field(600, ge=1, le=6000, description="How many of each job type are replayed a minute")
    why: str = Field("", max_length=200, description="For the audit log")


class BulkShape(Shape):
    """How many dead letters are selected, and the job that deals with them."""

    count: int
    job_id: str | None = Field(description="Null for a dry run, and where none is selected")


class ManyBody(Shape):
    """Which jobs or dead letters, and what to do with them: those named, or all that match."""

    model_config = ConfigDict(extra="forbid")

    subject: Literal["jobs", "dead-letters"] = "jobs"
    action: Literal["retry", "again", "cancel", "discard", "front", "high", "medium", "low", "replay", "restore"] = (
        Field(description="Dead letters can be replayed, discarded or restored; jobs, all but replayed and restored")
    )
    jobs: list[str] = Field(
        [], max_length=1000, description="Ids of jobs or numbers of dead letters; empty for all that match the rest"
    )
    state: JobState = "all"
    type: str = Field("", max_length=100)
    queue: str = Field("", max_length=50)
    since: str = Field("", max_length=40)
    until: str = Field("", max_length=40)
    q: str = Field("", max_length=512)
    reason: str = Field("", max_length=30, description="Of dead letters")
    fingerprint: str = Field("", max_length=64, description="Of dead letters")
    text: str = Field("", max_length=200, description="Of dead letters: in the error or the job id")
    per_minute: int = Field(
        600, ge=1, le=6000, description="How many of each job type are retried or replayed a minute"
    )


class ConfirmBody(Shape):
    """The count that was answered, to show that it was read."""

    confirm: int


class OperationPath(Shape):
    """Which bulk action."""

    operation_id: str = Field(alias="operation_id", max_length=40)


class OperationShape(Shape):
    """One bulk action: prepared, starting, running, done, undone or aborted."""

    id: str
    subject: str
    action: str
    words: str
    state: str
    total: int
    per_minute: int
    requested_by: str
    prepared_at: datetime
    starts_at: datetime | None = None
    ended_at: datetime | None = None
    job_id: str
    outcomes: dict[str, dict[str, int]] = Field(description="By outcome: how many for each reason")


class OperationListShape(Shape):
    """Bulk actions, the newest first."""

    operations: list[OperationShape]


class AgainBody(Shape):
    """Other arguments than it had; none for the same."""

    arguments: dict[str, Any] | None = None


class MoveBody(Shape):
    """Where to: to the front of its own queue, or to the end of another one."""

    to: Literal["front", "high", "medium", "low"]


class ReplayedShape(Shape):
    """The new job."""

    job_id: str


class DeadLetterShape(Shape):
    """One dead job: why, every attempt, and when it is tried again by itself."""

    id: int
    job_id: str
    type: str
    queue: str
    state: str
    reason: str
    arguments: dict[str, Any]
    error: str
    traceback: str
    fingerprint: str
    attempts: list[Any]
    replays: int
    next_replay_at: datetime | None
    buried_at: datetime
    version: str = Field(description="The code the last attempt ran")
    settled_by: str | None = Field(description="Who replayed, discarded or restored it last")
    settled_at: datetime | None


class SinceDeployShape(Shape):
    """A deploy a cause came with."""

    version: str
    at: datetime | None = Field(description="When it was marked; null if only the version of the code tells")


class CauseShape(Shape):
    """Dead letters of one cause: errors that differ in ids, addresses, paths and numbers alone."""

    fingerprint: str
    count: int
    first_at: datetime
    last_at: datetime
    types: list[str]
    versions: list[str]
    is_new: bool = Field(description="Since the last deploy")
    since_deploy: SinceDeployShape | None = Field(description="The deploy it came with; null for an older cause")
    error: str
    newest_id: int


class CauseListShape(Shape):
    """Causes, the one with the most letters first."""

    causes: list[CauseShape]


class ChangeShape(Shape):
    """One argument before and after, as JSON; null where it is not there."""

    name: str
    kind: str = Field(description="same, changed, added or removed")
    before: str | None
    after: str | None


class CheckShape(Shape):
    """What edited arguments would change, and what does not fit the job type."""

    changes: list[ChangeShape]
    faults: dict[str, str]


class DeadLetterListShape(Shape):
    """Dead letters, newest first."""

    dead_letters: list[DeadLetterShape]


class ScheduleShape(Shape):
    """One schedule. Times are UTC."""

    name: str
    job_type: str
    cron: str
    zone: str
    missed: str = Field(description="skip, latest or all")
    overlap: str = Field(description="skip, buffer_one, allow or cancel_running")
    last_tick: datetime | None
    last_job_id: str | None
    last_state: str | None
    last_success_at: datetime | None
    next_ticks: list[datetime]
    skipped_last_day: int
    overdue_since: datetime | None = Field(description="Since when a success is overdue")
    overrun_since: datetime | None = Field(description="When the newest run had taken as long as it may")
    cause: str | None
    is_paused: bool
    paused_by: str | None
    paused_until: datetime | None


class ScheduleListShape(Shape):
    """Every schedule, by name."""

    as_of: datetime
    schedules: list[ScheduleShape]


class NamePath(Shape):
    """Which job type or queue."""

    name: str = Field(max_length=100)


class PauseBody(Shape):
    """Why, and for how long."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=200)
    minutes: int | None = Field(None, ge=1, description="When it ends by itself; without, it does not")


class LimitBody(Shape):
    """How many jobs may run at once, and why."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(ge=1, le=MOST_SLOTS)
    reason: str = Field("", max_length=200)


class GateShape(Shape):
    """How many jobs of one type may run now, and why."""

    job_type: str
    running: int
    limit: int
    circuit: str = Field(description="closed, open or half-open")
    why: str
    open_until: datetime | None
    is_paused: bool
    paused_by: str | None
    paused_until: datetime | None
    slots: int = Field(description="How many may run apart from pause and circuit")
    slots_in_code: int
    limit_set_by: str | None = Field(description="Who set another limit than the one in the code")


class QueueShape(Shape):
    """One queue."""

    name: str
    waiting: int
    parked: int = Field(description="Waiting for a free slot of their type")
    deferred: int = Field(description="Waiting for other jobs they run after")
    scheduled: int = Field(description="Due later")
    running: int
    failed: int
    oldest_age_seconds: float | None
    is_paused: bool
    paused_by: str | None
    paused_since: datetime | None
    paused_until: datetime | None
    paused_reason: str | None


class QueueListShape(Shape):
    """Every queue, first served first."""

    as_of: datetime
    queues: list[QueueShape]
