"""Deletes dead letters after the retention, and the oldest ones above the limit. Each deletion is counted."""

from datetime import datetime, timedelta

import redis
from sqlalchemy import ColumnElement, delete, select

from fsp.models.dead_letter import DeadLetterQueue
from fsp.redis_ops import metric_keys
from fsp.stores import db

BATCH = 500
EXPIRED = "dead_letters_expired"
"""The name of the counter."""


def expire(connection: redis.Redis, *, retention: timedelta, most: int, now: datetime) -> int:
    """Delete dead letters that are too old or exceed the limit; return how many."""
    table = DeadLetterQueue
    deleted = _delete_where(table.buried_at < now - retention)
    # The newest dead letter above the limit. It and all older ones are deleted.
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
