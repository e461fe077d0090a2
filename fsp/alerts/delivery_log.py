"""The delivery log: one row for each attempt to send, and what the attempt says of its channel."""

from collections.abc import Sequence
from datetime import datetime

from fsp.alerts.attempt import Attempt
from fsp.alerts.channel_health import note_accepted, note_error, note_refused
from fsp.extensions import db
from fsp.models.alert_delivery import AlertDelivery, DeliveryOutcome


def write_down(
    channel: str, tried: Attempt, *, notice_id: int | None = None, others: Sequence[str] = (), now: datetime
) -> None:
    """Add the row and note how the channel is; `others` are told if it refuses for good. Does not commit."""
    db.session.add(
        AlertDelivery(
            notice_id=notice_id,
            channel=channel,
            at=now,
            outcome=tried.outcome,
            answer=tried.answer,
            latency_milliseconds=tried.latency_milliseconds,
            error=tried.error,
        )
    )
    if tried.outcome is DeliveryOutcome.ACCEPTED:
        note_accepted(channel, now)
    elif tried.outcome is DeliveryOutcome.TRY_AGAIN:
        note_error(channel, tried.error)
    else:
        note_refused(channel, tried.error, others=others, now=now)
