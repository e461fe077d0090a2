"""Decides when a dead letter is replayed automatically. Has no side effects."""

from datetime import datetime, timedelta

MAX_REPLAYS = 5
FIRST_WAIT = timedelta(hours=1)
NEVER_BY_ITSELF = frozenset({"permanent", "undecodable", "poison"})
"""Reasons that a retry cannot fix, or that crash workers."""


def next_replay_at(*, reason: str, replays: int, now: datetime) -> datetime | None:
    """Return now plus 1, 2, 4, 8 or 16 hours for the first to fifth replay; None if there is no further one."""
    if reason in NEVER_BY_ITSELF or replays >= MAX_REPLAYS:
        return None
    return now + FIRST_WAIT * int(2**replays)
