"""Whether the newest run of a schedule takes, or took, longer than it may: a clock of its own beside being overdue."""

from datetime import datetime, timedelta

import redis

from fsp.errors import NotFound
from fsp.jobs.schedule import Schedule
from fsp.queueing.jobs import read_job


def read_overrun(connection: redis.Redis, schedule: Schedule, job_id: str, now: datetime) -> datetime | None:
    """Return since when a run is overrun, None if it is not, has not begun, or is no longer known."""
    try:
        job = read_job(connection, job_id)
    except NotFound:
        return None
    return overrun_since(schedule, started=job.started_at, ended=job.ended_at, now=now)


def overrun_since(
    schedule: Schedule, *, started: datetime | None, ended: datetime | None, now: datetime
) -> datetime | None:
    """Return when the longest time a run may take was over, if the run went on past it."""
    if started is None:
        return None
    limit = started + timedelta(seconds=schedule.longest_seconds)
    is_over = ended is not None and ended >= started
    return limit if (ended if is_over and ended else now) > limit else None
