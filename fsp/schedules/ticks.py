"""The ticks of a schedule with their outcomes, and the reasons of skipped ones."""

from datetime import datetime

from sqlalchemy import select

from fsp.models.job_request import JobRequest, RequestState
from fsp.stores import db, end_reading

STATES = tuple(state.value for state in RequestState)


def read_ticks(
    schedule: str = "", *, state: str = "", before: datetime | None = None, limit: int = 50
) -> list[JobRequest]:
    """Return ticks, newest first, of one schedule or of all. `before` is the last tick on the previous page."""
    statement = select(JobRequest).where(JobRequest.schedule.is_not(None), JobRequest.due_at.is_not(None))
    if schedule:
        statement = statement.where(JobRequest.schedule == schedule)
    if state:
        statement = statement.where(JobRequest.state == state)
    if before is not None:
        statement = statement.where(JobRequest.due_at < before)
    ticks = db.session.scalars(statement.order_by(JobRequest.due_at.desc(), JobRequest.schedule).limit(limit)).all()
    end_reading()
    return list(ticks)
