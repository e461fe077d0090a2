"""Checks whether SQL contains what a finished job must have stored there."""

from datetime import datetime

import redis
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from fsp.jobs.registry import find_job_type
from fsp.jobs.replay_id import root_job_id
from fsp.models.artifact import Artifact
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.item import Revision
from fsp.queueing.turned_back import TurnedBack
from fsp.redis_ops import event_keys
from fsp.stores import db

PRODUCTS: dict[str, InstrumentedAttribute[str | None] | InstrumentedAttribute[str]] = {
    "content-generation": Revision.job_id,
    "generate-report": Artifact.job_id,
    "export-data": Artifact.job_id,
}
"""Job types whose product names its job. Such a job may run again: it finds its product, or creates it."""


def is_proved_done(job_id: str, job_type: str, ended_at: datetime | None, turned_back: TurnedBack | None) -> bool:
    """Return whether a job that finished according to Redis has certainly stored its result in SQL."""
    product = PRODUCTS.get(job_type)
    if product is not None:
        return _has(product, job_id)
    rules = find_job_type(job_type)
    is_upkeep = rules is not None and rules.is_upkeep
    return is_upkeep or turned_back is None or not turned_back.leaves_unproved(ended_at)


def is_proved_dead(connection: redis.Redis, job_id: str) -> bool:
    """Return whether a job that failed according to Redis has its dead letter, or gets it when SQL accepts it."""
    return _has(DeadLetterQueue.job_id, root_job_id(job_id)) or bool(
        connection.hexists(event_keys.UNWRITTEN_LETTERS, job_id)
    )


def _has(column: InstrumentedAttribute[str | None] | InstrumentedAttribute[str], job_id: str) -> bool:
    row = db.session.execute(select(column).where(column == job_id).limit(1)).first()
    db.session.commit()
    return row is not None
