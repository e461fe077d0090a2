"""Schemas of schedules in the API."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from fsp.models.job_request import RequestState
from fsp.shape import From, Shape, TextOrNone
from fsp.web.job_types.schemas import PausedShape
from fsp.web.schema import Moment


class ScheduleShape(PausedShape):
    """One schedule. Times are UTC."""

    name: Annotated[str, From("schedule.name")]
    job_type: Annotated[str, From("schedule.job_type")]
    cron: Annotated[str, From("schedule.cron")]
    zone: Annotated[str, From("schedule.zone")]
    missed: Annotated[str, From("schedule.missed")] = Field(description="skip, latest or all")
    overlap: Annotated[str, From("schedule.overlap")] = Field(description="skip, buffer_one, allow or cancel_running")
    last_tick: Annotated[datetime | None, From("last.due_at")]
    last_job_id: Annotated[str | None, From("last.job_id")]
    last_state: Annotated[str | None, From("last.state")]
    last_success_at: datetime | None
    next_ticks: list[datetime]
    skipped_last_day: int
    grace_seconds: Annotated[int, From("schedule.grace_seconds")] = Field(
        description="Seconds after each scheduled time in which a run must succeed"
    )
    longest_seconds: Annotated[int, From("schedule.longest_seconds")] = Field(
        description="The maximum duration of a run in seconds"
    )
    failure_threshold: Annotated[int, From("schedule.failure_threshold")] = Field(
        description="Consecutive runs without a success in time that make it overdue"
    )
    recovery_threshold: Annotated[int, From("schedule.recovery_threshold")] = Field(
        description="Consecutive successes that end the overdue state"
    )
    overdue_since: datetime | None = Field(description="Since when a success is overdue")
    overrun_since: datetime | None = Field(description="When the newest run exceeded its maximum duration")
    cause: TextOrNone


class ScheduleListShape(Shape):
    """All schedules, sorted by name."""

    as_of: datetime
    schedules: list[ScheduleShape]


class TickQuery(Shape):
    """Which ticks."""

    state: RequestState | None = None
    before: Moment | None = Field(None, description="The last tick of the previous page")
    limit: int = Field(50, ge=1, le=1000)


class TickShape(Shape):
    """One tick. `error` says why it failed or was skipped."""

    tick: Annotated[datetime | None, From("due_at")]
    job_id: str
    state: str
    error: TextOrNone


class TickListShape(Shape):
    """Ticks, newest first."""

    ticks: list[TickShape]
