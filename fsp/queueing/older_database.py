"""Noticing that SQL is older than Redis: a backup was restored, or the end of its log was lost.

Each time ended jobs were copied into SQL, Redis is given the number of its newest row. Where SQL has no such row any
more, it has been turned back to the newest that it has; what Redis knows of later jobs may be all that is left of them.
"""

import logging
from datetime import datetime, timedelta
from typing import cast

import redis
from sqlalchemy import func, select

from fsp.clock import from_epoch
from fsp.core import current_settings
from fsp.models.job_history import SEQUENCE_BITS, JobHistory
from fsp.queueing.turned_back import TurnedBack, last_turned_back, stored_turned_back
from fsp.redis_ops import keys
from fsp.stored import FIRST, moment_of_epoch, read_or, text_of, whole_of
from fsp.stores import db

log = logging.getLogger(__name__)

CLAIM_SECONDS = 10
"""How long one process alone writes it down: another would see a history that is copied again already."""

KEPT_SECONDS = 30 * 24 * 3600


def notice_turned_back(connection: redis.Redis, now: datetime) -> TurnedBack | None:
    """Return what is known of SQL having been turned back; if it is new, let the history be copied again from there."""
    known = last_turned_back(connection)
    # Redis first: what is copied in between is in SQL before Redis knows of it.
    mark = cast(bytes | None, connection.get(keys.NEWEST_ROW))
    if mark is None or (known is not None and known.mark == text_of(mark)):
        return known
    newest, number = _newest_row(), read_or(0, whole_of, mark)
    marked_at = read_or(FIRST, lambda row: moment_of_epoch(row >> SEQUENCE_BITS, per_second=1000), number)
    # Rows go at the end of their retention; those cannot be missed.
    is_kept = now - marked_at < timedelta(days=current_settings().retention_days) / 2
    if newest >= number or not is_kept or not connection.set(keys.TURNING_BACK, 1, nx=True, ex=CLAIM_SECONDS):
        return known
    turned_back = TurnedBack(from_epoch((newest >> SEQUENCE_BITS) / 1000), now, text_of(mark))
    _remember(connection, turned_back, newest >> SEQUENCE_BITS)
    log.error(
        "the database is older than Redis; what it has lost is done again or brought back",
        extra={"turned_back_to": turned_back.to.isoformat(), "redis_knows_until": marked_at.isoformat()},
    )
    return turned_back


def remember_newest_row(connection: redis.Redis) -> None:
    """Let Redis know how far SQL's history goes; call after it was committed."""
    connection.set(keys.NEWEST_ROW, _newest_row())


def _newest_row() -> int:
    db.session.commit()
    newest = db.session.scalar(select(func.max(JobHistory.id))) or 0
    db.session.commit()
    return newest


def _remember(connection: redis.Redis, turned_back: TurnedBack, milliseconds: int) -> None:
    with connection.pipeline() as pipeline:
        pipeline.set(keys.TURNED_BACK, stored_turned_back(turned_back), ex=KEPT_SECONDS)
        pipeline.set(keys.DRAINED, f"{milliseconds}-0")
        pipeline.execute()
