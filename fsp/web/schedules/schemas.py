"""The shapes of schedules in the API."""

from datetime import datetime

from pydantic import Field

from fsp.web.schema import Shape


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
    grace_seconds: int = Field(description="How long after each tick a success is due")
    longest_seconds: int = Field(description="How long a run may take")
    failure_threshold: int = Field(description="So many ticks in a row without a success in time make it overdue")
    recovery_threshold: int = Field(description="So many successes in a row end that")
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
