"""The end of dead letters: after the retention, and the oldest first above the cap; each is counted."""

from datetime import datetime, timedelta

import redis
from sqlalchemy import ColumnElement, delete, select

from fsp.extensions import db
from fsp.models.dead_letter import DeadLetterQueue
from fsp.redis_ops import metric_keys

BATCH = 500
EXPIRED = "dead_letters_expired"
"""The field of the totals that counts them."""


def expire(connection: redis.Redis, *, retention: timedelta, most: int, now: datetime) -> int:
    """Delete what is too old or too many; return how many."""
    one = DeadLetterQueue
    deleted = _delete_where(one.buried_at < now - retention)
    # The newest that is one too many: it and everything older goes.
    last = db.session.execute(
        select(one.buried_at, one.id).order_by(one.buried_at.desc(), one.id.desc()).offset(most).limit(1)
    ).first()
    db.session.commit()
    if last is not None:
        deleted += _delete_where((one.buried_at < last[0]) | ((one.buried_at == last[0]) & (one.id <= last[1])))
    if deleted:
        connection.hincrby(metric_keys.COUNTERS, EXPIRED, deleted)
    return deleted


def _delete_where(condition: ColumnElement[bool]) -> int:
    deleted = 0
    while True:
        found = db.session.scalars(select(DeadLetterQueue.id).where(condition).limit(BATCH)).all()
        if found:
            chosen = delete(DeadLetterQueue).where(DeadLetterQueue.id.in_(found))
            db.session.execute(chosen.execution_options(synchronize_session=False))
        db.session.commit()
        deleted += len(found)
        if len(found) < BATCH:
            return deleted
