"""Claims due messages: each has one deliverer at a time, for the duration of a lease."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from fsp.models.alert_kinds import NoticeState
from fsp.models.alert_notice import UNSETTLED, AlertNotice, AlertNoticeEntry
from fsp.stores import db

LEASE = timedelta(seconds=60)
"""Longer than any channel takes, so that only a crashed deliverer loses its claim."""


def claim_next(channels: Sequence[str], now: datetime, *, passed_over: Sequence[int] = ()) -> AlertNotice | None:
    """Claim the oldest message that may be sent now, and commit; None if there is none.

    A message waits for all earlier ones to the same channel about the same alert, so that a resolve never arrives
    before its firing.
    """
    while True:
        db.session.expire_all()
        notice = db.session.scalar(_candidates(channels, now, passed_over))
        if notice is None:
            db.session.commit()
            return None
        claimed = db.session.execute(
            update(AlertNotice)
            .where(AlertNotice.id == notice.id, AlertNotice.version == notice.version)
            .values(
                state=NoticeState.CLAIMED,
                leased_until=now + LEASE,
                attempts=notice.attempts + 1,
                version=notice.version + 1,
            )
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
        if claimed.rowcount:  # type: ignore[attr-defined]
            db.session.refresh(notice, ["state", "leased_until", "attempts", "version", "entries"])
            db.session.commit()
            return notice


def _candidates(channels: Sequence[str], now: datetime, passed_over: Sequence[int]) -> Select[AlertNotice]:
    earlier, its_entry, entry = aliased(AlertNotice), aliased(AlertNoticeEntry), aliased(AlertNoticeEntry)
    has_earlier = exists(
        select(earlier.id)
        .join(its_entry, its_entry.notice_id == earlier.id)
        .join(entry, entry.alert_id == its_entry.alert_id)
        .where(
            entry.notice_id == AlertNotice.id,
            earlier.channel == AlertNotice.channel,
            earlier.id < AlertNotice.id,
            earlier.state.in_(UNSETTLED),
        )
        .correlate(AlertNotice)
    )
    is_due = or_(
        and_(AlertNotice.state == NoticeState.WAITING, AlertNotice.due_at <= now),
        and_(AlertNotice.state == NoticeState.CLAIMED, AlertNotice.leased_until <= now),
    )
    statement = select(AlertNotice).where(
        AlertNotice.channel.in_(channels), AlertNotice.id.not_in(passed_over), is_due, ~has_earlier
    )
    return statement.order_by(AlertNotice.due_at, AlertNotice.id).limit(1)
