"""Decides what happens to a post that is late for its destination, or older than it. No side effects."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fsp.models.destination import AfterLate


class Timeliness(StrEnum):
    """What happens to a post that was never sent to the destination."""

    SEND = "send"
    HOLD = "hold"
    """It is too late. A person decides."""
    SKIP = "skip"
    """It is older than the destination, which does not want such posts."""


@dataclass(frozen=True)
class LatenessPolicy:
    """What a destination wants. `max_lateness` is None for any lateness."""

    max_lateness: timedelta | None
    after_late: str
    sends_older_posts: bool
    since: datetime
    """When the destination was added."""


def timeliness(due_at: datetime, policy: LatenessPolicy, *, now: datetime, imported_at: datetime | None) -> Timeliness:
    """Decide about a post that was due then. `imported_at` is when its file was imported, None for other posts.

    A post is older if it was due before the destination was added, or before it was imported.
    """
    if is_older(due_at, policy.since, imported_at=imported_at):
        return Timeliness.SEND if policy.sends_older_posts else Timeliness.SKIP
    if is_too_late(due_at, policy, now=now) and policy.after_late == AfterLate.HOLD:
        return Timeliness.HOLD
    return Timeliness.SEND


def is_older(due_at: datetime, since: datetime, *, imported_at: datetime | None) -> bool:
    """Return whether a post was due before the destination was added, or before it was imported."""
    return due_at < max(since, imported_at or since)


def is_too_late(due_at: datetime, policy: LatenessPolicy, *, now: datetime) -> bool:
    """Return whether more time has passed than the destination accepts."""
    return policy.max_lateness is not None and now - due_at > policy.max_lateness
