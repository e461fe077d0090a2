"""Schemas of bulk actions in the API."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from fsp.shape import Shape
from fsp.web.jobs.schemas import JobState


class ManyBody(Shape):
    """The selection and the action: named targets, or all that match a filter."""

    model_config = ConfigDict(extra="forbid")

    subject: Literal["jobs", "dead-letters"] = "jobs"
    action: Literal["retry", "again", "cancel", "discard", "front", "high", "medium", "low", "replay", "restore"] = (
        Field(description="replay, discard or restore for dead letters; the others for jobs")
    )
    jobs: list[str] = Field(
        [], max_length=1000, description="Job ids or dead letter numbers; empty for all that match the other fields"
    )
    state: JobState = "all"
    type: str = Field("", max_length=100)
    queue: str = Field("", max_length=50)
    since: str = Field("", max_length=40)
    until: str = Field("", max_length=40)
    q: str = Field("", max_length=512)
    reason: str = Field("", max_length=30, description="Of dead letters")
    fingerprint: str = Field("", max_length=64, description="Of dead letters")
    text: str = Field("", max_length=200, description="For dead letters: text in the error or the job id")
    per_minute: int = Field(600, ge=1, le=6000, description="Jobs of each type that are retried or replayed per minute")


class ConfirmBody(Shape):
    """The count from the response, as a confirmation that it was read."""

    confirm: int


class OperationPath(Shape):
    """The bulk action."""

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
    outcomes: dict[str, dict[str, int]] = Field(description="Counts by outcome and reason")


class OperationListShape(Shape):
    """Bulk actions, newest first."""

    operations: list[OperationShape]
