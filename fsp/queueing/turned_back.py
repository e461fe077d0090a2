"""What is remembered of SQL having been turned back: to an end of a job, noticed at a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.redis_ops import keys
from fsp.redis_ops.reads import Read, fetch
from fsp.stored import read_or
from fsp.stored_type import EpochSeconds, StoredType

CLOCKS_DIFFER = timedelta(seconds=5)
"""A worker notes when its job ended by its own clock."""


@dataclass(frozen=True)
class TurnedBack:
    """SQL was turned back to the end of a job; it was noticed at a moment, and is told from others by Redis's mark."""

    to: EpochSeconds
    noticed_at: EpochSeconds
    mark: str

    def leaves_unproved(self, ended_at: datetime | None) -> bool:
        """Return whether what a job of this end left in SQL may be lost."""
        return ended_at is None or self.to - CLOCKS_DIFFER <= ended_at <= self.noticed_at + CLOCKS_DIFFER


_STORED = StoredType(TurnedBack)


def last_turned_back(connection: redis.Redis) -> TurnedBack | None:
    """Return what was noticed last, within 30 days."""
    return fetch(connection, turned_back_read())


def turned_back_read() -> Read[TurnedBack | None]:
    """Return how to read the same together with other things."""
    return Read(
        lambda pipeline: pipeline.get(keys.TURNED_BACK),
        lambda answers: read_or(None, _STORED.of_json, answers[0]) if answers[0] else None,
    )


def stored_turned_back(turned_back: TurnedBack) -> bytes:
    """Return it as Redis keeps it."""
    return _STORED.to_json(turned_back)
