"""Rows of the history: found by a job's id, and read as jobs in Redis are."""

from sqlalchemy import select

from fsp.jobs.job_reading import JobReading, cost_of
from fsp.jobs.labels import PARENT
from fsp.models.job_history import JobHistory, JobLabel
from fsp.stores import db


def find(job_id: str) -> JobHistory | None:
    """Return how a job ended the last time, or None if the history does not know it."""
    statement = select(JobHistory).where(JobHistory.job_id == job_id).order_by(JobHistory.id.desc()).limit(1)
    row = db.session.scalar(statement)
    db.session.commit()
    return row


def children_of(job_id: str, limit: int = 20) -> list[str]:
    """Return the ids of ended jobs that repeat this one."""
    job_ids = db.session.scalars(
        select(JobHistory.job_id)
        .join(JobLabel, JobLabel.history_id == JobHistory.id)
        .where(JobLabel.name == PARENT, JobLabel.value == job_id)
        .order_by(JobLabel.history_id)
        .limit(limit)
    ).all()
    db.session.commit()
    return list(job_ids)


def reading_of(row: JobHistory) -> JobReading:
    """Return an ended job as others are read from Redis."""
    cost = cost_of(row.cost)
    return JobReading(
        job_id=row.job_id,
        job_type=row.job_type,
        queue=row.queue,
        status=row.state,
        arguments=row.arguments,
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        attempt=row.attempt,
        error=f"{row.error_class}: {row.error_message}" if row.error_class else row.error_message,
        worker=row.worker,
        host=row.host,
        version=row.version,
        cpu_seconds=cost.cpu_seconds,
        peak_bytes=cost.peak_bytes,
        steps=cost.steps,
        labels=tuple(row.labels),
        cancelled_by=row.cancelled_by or "",
        cancelled_at=row.ended_at if row.cancelled_by else None,
    )
