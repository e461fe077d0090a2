"""Detects that SQL is older than Redis: a backup was restored, or the end of its log was lost.

Each time finished jobs are copied to SQL, Redis stores the number of the newest row. If SQL lacks that row, it was set
back to its newest row. What Redis knows about later jobs may be all that is left of them.
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
from fsp.redis_ops import event_keys
from fsp.stored import FIRST, moment_of_epoch, read_or, text_of, whole_of
from fsp.stores import db

log = logging.getLogger(__name__)

CLAIM_SECONDS = 10
"""How long one process has the exclusive right to record it.

Another one would see a history that is already copied again.
"""

TURNED_BACK_SECONDS = 30 * 24 * 3600


def notice_turned_back(connection: redis.Redis, now: datetime) -> TurnedBack | None:
    """Return when SQL was set back, if it was; if that is new, let the history be copied again from there."""
    recorded = last_turned_back(connection)
    # Redis first: what is copied in between is in SQL before Redis knows it.
    mark = cast(bytes | None, connection.get(event_keys.NEWEST_ROW))
    if mark is None or (recorded is not None and recorded.mark == text_of(mark)):
        return recorded
    newest, number = _newest_row(), read_or(0, whole_of, mark)
    marked_at = read_or(FIRST, lambda row: moment_of_epoch(row >> SEQUENCE_BITS, per_second=1000), number)
    # Rows are deleted after their retention. Those are not missing.
    is_kept = now - marked_at < timedelta(days=current_settings().retention_days) / 2
    if newest >= number or not is_kept or not connection.set(event_keys.TURNING_BACK, 1, nx=True, ex=CLAIM_SECONDS):
        return recorded
    turned_back = TurnedBack(from_epoch((newest >> SEQUENCE_BITS) / 1000), now, text_of(mark))
    _remember(connection, turned_back, newest >> SEQUENCE_BITS)
    log.error(
        "the database is older than Redis; what it has lost is done again or brought back",
        extra={"turned_back_to": turned_back.to.isoformat(), "redis_knows_until": marked_at.isoformat()},
    )
    return turned_back


def remember_newest_row(connection: redis.Redis) -> None:
    """Store in Redis how far SQL's history goes. Call it after the commit."""
    connection.set(event_keys.NEWEST_ROW, _newest_row())


def _newest_row() -> int:
    db.session.commit()
    newest = db.session.scalar(select(func.max(JobHistory.id))) or 0
    db.session.commit()
    return newest


def _remember(connection: redis.Redis, turned_back: TurnedBack, milliseconds: int) -> None:
    with connection.pipeline() as pipeline:
        pipeline.set(event_keys.TURNED_BACK, stored_turned_back(turned_back), ex=TURNED_BACK_SECONDS)
        pipeline.set(event_keys.DRAINED, f"{milliseconds}-0")
        pipeline.execute()
