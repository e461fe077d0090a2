"""Dead letters for tests: one buried, and all there are."""

from typing import Any

from sqlalchemy import select

from fsp.dead_letters.bury import bury
from fsp.extensions import db, end_reading
from fsp.models.dead_letter import DeadLetterQueue


def buried(job_id: str = "j", *, reason: str = "spent", arguments: dict[str, Any] | None = None) -> DeadLetterQueue:
    return bury(
        job_id=job_id,
        job_type="export-data",
        queue="low",
        arguments=arguments or {"project": "garden"},
        reason=reason,
        error_class="ValueError",
        error_message="no",
    )


def letters() -> list[DeadLetterQueue]:
    db.session.expire_all()
    found = list(db.session.scalars(select(DeadLetterQueue).order_by(DeadLetterQueue.id)).all())
    end_reading()
    return found
