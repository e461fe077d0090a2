"""How the configured channels stand, by the attempts since the last message that was accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from fsp.alerts import history
from fsp.extensions import db, end_reading
from fsp.models.alert_channel import AlertChannel
from fsp.models.alert_delivery import AlertDelivery, DeliveryOutcome

MIN_FAILURES = 3
"""From this number of failed attempts in a row it is a problem: fewer may be a service that restarts."""


class ChannelState(StrEnum):
    """Whether messages arrive through a channel."""

    UNUSED = "not used yet"
    WORKS = "works"
    FAILING = "failing"
    """No attempt since the last accepted one succeeded; it is tried again."""
    BROKEN = "broken"
    """The service refuses for good."""


@dataclass(frozen=True)
class ChannelStatus:
    """One configured channel; `since` and `failures` are of the attempts in a row that failed."""

    name: str
    state: ChannelState
    since: datetime | None = None
    failures: int = 0
    last_accepted_at: datetime | None = None
    last_error: str = ""

    @property
    def is_broken(self) -> bool:
        """Return whether its service refuses for good."""
        return self.state is ChannelState.BROKEN

    @property
    def broken_since(self) -> datetime | None:
        """Return since when its service refuses for good."""
        return self.since if self.is_broken else None

    @property
    def is_problem(self) -> bool:
        """Return whether nobody is reached through it, for certain."""
        return self.is_broken or self.failures >= MIN_FAILURES


def read_channel_statuses(names: Sequence[str]) -> list[ChannelStatus]:
    """Return how each of the named channels stands."""
    rows = {channel.name: channel for channel in history.channel_health()}
    standings = [_standing(name, rows.get(name)) for name in names]
    end_reading()
    return standings


def _standing(name: str, row: AlertChannel | None) -> ChannelStatus:
    if row is None:
        return ChannelStatus(name, ChannelState.UNUSED)
    failures, first_at = _failures_in_a_row(name)
    return ChannelStatus(
        name=name,
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


def _failures_in_a_row(name: str) -> tuple[int, datetime | None]:
    """Return how many attempts failed since the last accepted one, and when the first of them was made."""
    mine = AlertDelivery.channel == name
    accepted = select(func.max(AlertDelivery.id)).where(mine, AlertDelivery.outcome == DeliveryOutcome.ACCEPTED)
    last = db.session.scalar(accepted) or 0
    count, first = db.session.execute(
        select(func.count(AlertDelivery.id), func.min(AlertDelivery.at)).where(mine, AlertDelivery.id > last)
    ).one()
    return count, first
