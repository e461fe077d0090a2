"""What the job history knows about the runs of a job type: their daily pattern, and their code versions."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from fsp.jobs.size import size_class_of
from fsp.models.job_history import JobHistory
from fsp.performance.baseline import to_log
from fsp.performance.daily_pattern import DailyPattern, learn_daily_pattern
from fsp.stores import db, end_reading

LEARNED_FROM = timedelta(days=14)
MAX_RUNS = 5000
MIN_RUNS = 72
"""Three per hour of the day on average. Fewer runs show chance rather than a pattern."""


def learn_from_history(job_type: str, size_class: str, now: datetime) -> DailyPattern | None:
    """Learn the daily pattern from the successes of two weeks; None if there are too few, or of fewer than 3 days."""
    rows = db.session.execute(
        select(JobHistory.ended_at, JobHistory.run_seconds, JobHistory.arguments)
        .where(JobHistory.job_type == job_type, JobHistory.state == "finished", JobHistory.run_seconds.is_not(None))
        .order_by(JobHistory.id.desc())
        .limit(MAX_RUNS)
    ).all()
    end_reading()
    timed = [
        (ended_at, to_log(run_seconds))
        for ended_at, run_seconds, arguments in rows
        if ended_at > now - LEARNED_FROM and size_class_of(job_type, arguments) == size_class
    ]
    return learn_daily_pattern(timed) if len(timed) >= MIN_RUNS else None


def versions_of(job_ids: Collection[str]) -> dict[str, str]:
    """Return the code version of each of these jobs, where the history knows it."""
    rows = db.session.execute(
        select(JobHistory.job_id, JobHistory.version).where(JobHistory.job_id.in_(job_ids), JobHistory.version != "")
    ).all()
    end_reading()
    return {row.job_id: row.version for row in rows}
