"""Schemas of dead letters in the API."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from fsp.shape import From, Shape, TextOrNone
from fsp.web.schema import Moment, RowId


class LetterFilter(Shape):
    """A filter of dead letters in any state; empty fields match everything."""

    type: str = Field("", max_length=100, description="A job type; empty for all")
    reason: str = Field("", max_length=30, description="spent, permanent, poison, timeout or undecodable")
    fingerprint: str = Field("", max_length=64, description="Of one error group")
    text: str = Field("", max_length=200, description="In the error or the job id")
    since: Moment | None = Field(None, description="Failed after")
    until: Moment | None = Field(None, description="Failed before")


class DeadLetterQuery(LetterFilter):
    """Which dead letters to list."""

    state: Literal["dead", "replayed", "discarded"] = "dead"
    before: RowId | None = Field(None, description="The last id of the previous page")
    limit: int = Field(50, ge=1, le=1000)


class DeadLetterPath(Shape):
    """The dead letter."""

    letter_id: RowId = Field(alias="letter_id")


class ReplayBody(Shape):
    """How to replay. An empty object uses the same arguments."""

    model_config = ConfigDict(extra="forbid")

    arguments: dict[str, Any] | None = Field(None, description="New arguments")
    from_step: str | None = Field(
        None, max_length=100, description="A durable step: the results of it and of the later ones are dropped"
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.arguments is not None and self.from_step is not None:
            raise ValueError("give arguments or from_step: results belong to the arguments they were made with")
        return self


class BulkBody(LetterFilter):
    """The selection and the action. By default it is a dry run, which only counts."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["replay", "discard", "restore"]
    dry_run: bool = True
    count: int | None = Field(
        None, ge=0, description="The count of the dry run; if the count has changed, nothing is done"
    )
    per_minute: int = Field(600, ge=1, le=6000, description="Replays per minute and job type")
    why: str = Field("", max_length=200, description="For the audit log")


class BulkShape(Shape):
    """The number of selected dead letters, and the job of the bulk action."""

    count: int
    job_id: str | None = Field(description="Null for a dry run, and where none is selected")


class ReplayedShape(Shape):
    """The new job."""

    job_id: str


class DeadLetterShape(Shape):
    """One permanently failed job: the reason, every attempt, and the time of the next automatic replay."""

    id: int
    job_id: str
    type: Annotated[str, From("job_type")]
    queue: str
    state: str
    reason: str
    arguments: dict[str, Any]
    error: Annotated[str, From(lambda letter: f"{letter.error_class}: {letter.error_message}")]
    traceback: Annotated[str, From("error_traceback")]
    fingerprint: str
    attempts: Annotated[list[Any], From("attempt_history")]
    replays: int
    next_replay_at: datetime | None
    buried_at: datetime
    version: str = Field(description="The code the last attempt ran")
    settled_by: TextOrNone = Field(description="Who replayed, discarded or restored it last")
    settled_at: datetime | None
    waits_for: str | None = Field(
        None, description="The job with the same idempotency key that its replay is waiting for"
    )


class SinceDeployShape(Shape):
    """The deploy that introduced an error."""

    version: str
    at: datetime | None = Field(description="When it was marked; null if only the version of the code shows it")


class CauseShape(Shape):
    """An error group: errors that differ only in ids, addresses, paths and numbers."""

    fingerprint: str
    count: int
    first_at: datetime
    last_at: datetime
    types: Annotated[list[str], From("job_types")]
    versions: list[str]
    is_new: bool = Field(description="Since the last deploy")
    since_deploy: SinceDeployShape | None = Field(
        description="The deploy it first appeared with; null for an older error"
    )
    error: str
    newest_id: Annotated[int, From("sample.id")]


class CauseListShape(Shape):
    """Error groups, largest first."""

    causes: list[CauseShape]


class ChangeShape(Shape):
    """One argument before and after, as JSON; null if it is absent."""

    name: str
    kind: str = Field(description="same, changed, added or removed")
    before: str | None
    after: str | None


class CheckShape(Shape):
    """The changes and the errors of edited arguments."""

    changes: list[ChangeShape]
    faults: dict[str, str]


class DeadLetterListShape(Shape):
    """Dead letters, newest first."""

    dead_letters: list[DeadLetterShape]
