"""The state of the configured channels, from the attempts since the last accepted message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Subquery, func, select

from fsp.conditions.limits import MIN_CHANNEL_FAILURES
from fsp.models.alert_channel import AlertChannel
from fsp.models.alert_delivery import AlertDelivery, DeliveryOutcome
from fsp.stores import db, end_reading


class ChannelState(StrEnum):
    """Whether messages arrive through a channel."""

    UNUSED = "not used yet"
    WORKS = "works"
    FAILING = "failing"
    """No attempt since the last accepted one succeeded. Delivery is retried."""
    BROKEN = "broken"
    """The service refuses permanently."""


@dataclass(frozen=True)
class ChannelStatus:
    """One configured channel. `since` and `failures` describe the current series of failed attempts."""

    name: str
    state: ChannelState
    since: datetime | None = None
    failures: int = 0
    last_accepted_at: datetime | None = None
    last_error: str = ""

    @property
    def is_broken(self) -> bool:
        """Return whether its service refuses permanently."""
        return self.state is ChannelState.BROKEN

    @property
    def broken_since(self) -> datetime | None:
        """Return since when its service refuses permanently."""
        return self.since if self.is_broken else None

    @property
    def is_problem(self) -> bool:
        """Return whether the channel certainly reaches no one."""
        return self.is_broken or self.failures >= MIN_CHANNEL_FAILURES


def read_channel_statuses(names: Sequence[str]) -> list[ChannelStatus]:
    """Return the state of each of the named channels."""
    if not names:
        return []
    failures = _failures_in_a_row(names)
    rows = db.session.execute(
        select(AlertChannel, failures.c.count, failures.c.first_at)
        .outerjoin(failures, failures.c.channel == AlertChannel.name)
        .where(AlertChannel.name.in_(names))
    ).all()
    by_name = {channel.name: _status(channel, count or 0, first_at) for channel, count, first_at in rows}
    end_reading()
    return [by_name.get(name) or _unused(name) for name in names]


def _unused(name: str) -> ChannelStatus:
    return ChannelStatus(name, ChannelState.UNUSED)


def _status(row: AlertChannel, failures: int, first_at: datetime | None) -> ChannelStatus:
    return ChannelStatus(
        name=row.name,
        state=_state(row, failures),
        since=row.broken_since or first_at,
        failures=failures,
        last_accepted_at=row.last_accepted_at,
        last_error=row.last_error,
    )


def _state(row: AlertChannel, failures: int) -> ChannelState:
    if row.broken_since:
        return ChannelState.BROKEN
    if failures:
        return ChannelState.FAILING
    return ChannelState.WORKS if row.last_accepted_at else ChannelState.UNUSED


def _failures_in_a_row(names: Sequence[str]) -> Subquery:
    """Return failed attempts since the last accepted one by channel, and the time of the first of them."""
    delivery = AlertDelivery
    accepted = (
        select(delivery.channel, func.max(delivery.id).label("id"))
        .where(delivery.channel.in_(names), delivery.outcome == DeliveryOutcome.ACCEPTED)
        .group_by(delivery.channel)
        .subquery()
    )
    return (
        select(delivery.channel, func.count(delivery.id).label("count"), func.min(delivery.at).label("first_at"))
        .outerjoin(accepted, accepted.c.channel == delivery.channel)
        .where(delivery.channel.in_(names), delivery.id > func.coalesce(accepted.c.id, 0))
        .group_by(delivery.channel)
        .subquery()
    )
