"""The end of dead letters: after the retention, and the oldest first above the cap; each is counted."""

from datetime import datetime, timedelta

import redis
from sqlalchemy import ColumnElement, delete, select

from fsp.models.dead_letter import DeadLetterQueue
from fsp.redis_ops import metric_keys
from fsp.stores import db

BATCH = 500
EXPIRED = "dead_letters_expired"
"""The field of the totals that counts them."""


def expire(connection: redis.Redis, *, retention: timedelta, most: int, now: datetime) -> int:
    """Delete what is too old or too many; return how many."""
    table = DeadLetterQueue
    deleted = _delete_where(table.buried_at < now - retention)
    # The newest that is one too many: it and everything older goes.
    last = db.session.execute(
        select(table.buried_at, table.id).order_by(table.buried_at.desc(), table.id.desc()).offset(most).limit(1)
    ).first()
    db.session.commit()
    if last is not None:
        deleted += _delete_where((table.buried_at < last[0]) | ((table.buried_at == last[0]) & (table.id <= last[1])))
    if deleted:
        connection.hincrby(metric_keys.COUNTERS, EXPIRED, deleted)
    return deleted


def _delete_where(condition: ColumnElement[bool]) -> int:
    deleted = 0
    while True:
        ids = db.session.scalars(select(DeadLetterQueue.id).where(condition).limit(BATCH)).all()
        if ids:
            chosen = delete(DeadLetterQueue).where(DeadLetterQueue.id.in_(ids))
            db.session.execute(chosen.execution_options(synchronize_session=False))
        db.session.commit()
        deleted += len(ids)
        if len(ids) < BATCH:
            return deleted
