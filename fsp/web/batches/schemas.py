"""Schemas of batches in the API."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from fsp.shape import From, Shape, TextOrNone
from fsp.web.schema import Moment

STATES = "running, waiting (for a job that failed or was cancelled), done, failed or cancelled; the callback included"


class BatchPath(Shape):
    """The batch."""

    batch_id: str = Field(alias="batch_id", max_length=100)


class BatchQuery(Shape):
    """The batches to list."""

    before: Moment | None = Field(None, description="Requested before this time, for the next page")
    limit: int = Field(50, ge=1, le=100)


class MemberShape(Shape):
    """A job of a batch; the newest replay takes the place of the job that it replays."""

    id: Annotated[str, From("job_id")]
    type: Annotated[str, From("job_type")]
    state: str = Field(
        description="queued, scheduled, deferred, rate_limited or started; or done, dead, cancelled or skipped"
    )
    settled_at: datetime | None = Field(description="When it ended")
    error: TextOrNone
    answered_by: TextOrNone = Field(
        description="The existing job with the same key, if this one was skipped because of it"
    )


class BatchHead(Shape):
    """What a batch is."""

    id: Annotated[str, From("batch.id")]
    kind: Annotated[str, From("batch.kind")]
    name: Annotated[TextOrNone, From("batch.name")]
    state: str = Field(description=STATES)
    requested_by: Annotated[TextOrNone, From("batch.requested_by")]
    requested_at: Annotated[datetime, From("batch.requested_at")]
    cancelled_by: Annotated[TextOrNone, From("batch.cancelled_by")]
    cancelled_at: Annotated[datetime | None, From("batch.cancelled_at")]
    total: Annotated[int, From("batch.total")] = Field(description="Jobs, without the callback")


class BatchShape(BatchHead):
    """One batch with all its jobs."""

    as_of: datetime
    ended: int = Field(description="Jobs that have ended, without the callback")
    counts: dict[str, int] = Field(description="Jobs by state, without the callback")
    jobs: Annotated[list[MemberShape], From(lambda view: MemberShape.list_of(view.members))]
    callback: Annotated[MemberShape | None, From(lambda view: MemberShape.of(view.callback) if view.callback else None)]


class BatchSummaryShape(BatchHead):
    """One batch of a list."""

    jobs: int = Field(description="Including the callback, also in the numbers below")
    ended: int
    failed: int
    cancelled: int


class BatchListShape(Shape):
    """Batches, the newest first."""

    batches: list[BatchSummaryShape]


class BatchCancelledShape(Shape):
    """The result of a cancellation."""

    cancelled: int
    stopping: int = Field(description="Running jobs. Their workers stop them within seconds")
