"""Dead letters for tests: one buried, one of many, and all there are."""

from typing import Any

from sqlalchemy import select

from fsp.dead_letters.bury import bury
from fsp.models.dead_letter import DeadLetterQueue
from fsp.stores import db, end_reading


def buried(
    job_id: str = "j",
    *,
    job_type: str = "export-data",
    queue: str = "low",
    arguments: dict[str, Any] | None = None,
    reason: str = "spent",
    error_class: str = "ValueError",
    error: str = "no",
) -> DeadLetterQueue:
    """Bury a job."""
    return bury(
        job_id=job_id,
        job_type=job_type,
        queue=queue,
        arguments={"project": "garden"} if arguments is None else arguments,
        reason=reason,
        error_class=error_class,
        error_message=error,
    )


def buried_row(number: int, job_type: str = "export-data", error: str = "no", **arguments: object) -> int:
    """Bury one of many jobs, whose errors differ in a number alone, and return the number of its dead letter."""
    return buried(f"job-{number}", job_type=job_type, arguments=arguments or None, error=f"{error} at row {number}").id


def letters() -> list[DeadLetterQueue]:
    """Return every dead letter, as it is now."""
    db.session.expire_all()
    rows = list(db.session.scalars(select(DeadLetterQueue).order_by(DeadLetterQueue.id)).all())
    end_reading()
    return rows
