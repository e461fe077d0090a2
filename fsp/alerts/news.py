"""News: sent once although nothing is wrong. It uses the outbox and opens no alert."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.alerts.message import Entry
from fsp.alerts.notice_rows import add_notice
from fsp.models.alert_kinds import AlertType, NoticeKind
from fsp.models.alert_notice import AlertNotice
from fsp.performance.improvement import FollowedImprovement, read_followed_improvements
from fsp.stores import db

LOOKED_BACK = timedelta(days=1)
"""Long enough that nothing is lost if an evaluation is missed, or ends between the new baseline and its news."""

INFO = "info"
"""Below every severity of an alert."""


def announce_improvements(channels: Sequence[str], now: datetime) -> int:
    """Send each channel the baselines that followed an improvement, and commit; return how many there were.

    Safe to repeat: nothing is announced twice.
    """
    announced = 0
    for improvement in read_followed_improvements(now - LOOKED_BACK):
        group_key = f"baseline:{improvement.id}"
        sent_channels = set(db.session.scalars(select(AlertNotice.channel).where(AlertNotice.group_key == group_key)))
        fresh = [channel for channel in channels if channel not in sent_channels]
        for channel in fresh:
            add_notice(channel, group_key, [(None, _entry(improvement))], key=group_key, now=now, due_at=improvement.at)
        try:
            db.session.commit()
        except IntegrityError:
            # Another process announced it in the meantime.
            db.session.rollback()
            continue
        announced += bool(fresh)
    return announced


def _entry(improvement: FollowedImprovement) -> Entry:
    of_size = f" ({improvement.size_class})" if improvement.size_class else ""
    size = {"size_class": improvement.size_class} if improvement.size_class else {}
    return Entry(
        kind=NoticeKind.NEWS,
        fingerprint=f"baseline-{improvement.id}",
        rule="BaselineFollowedImprovement",
        alert_type=AlertType.PERFORMANCE_DEGRADATION,
        severity=INFO,
        title=f"{improvement.job_type}{of_size} got faster: new baseline (version {improvement.version})",
        why=improvement.in_words,
        advice="No action needed.",
        labels={"job_type": improvement.job_type, **size},
        started_at=improvement.at,
        ended_at=improvement.at,
    )
