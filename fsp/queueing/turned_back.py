"""The record that SQL was set back: to the end of which job, and when it was noticed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.redis_ops import event_keys
from fsp.redis_ops.reads import Read, fetch
from fsp.stored import read_or
from fsp.stored_type import EpochSeconds, StoredType

CLOCKS_DIFFER = timedelta(seconds=5)
"""A worker records the end of a job by its own clock."""


@dataclass(frozen=True)
class TurnedBack:
    """SQL was set back to the end of a job. `mark` identifies the event."""

    to: EpochSeconds
    noticed_at: EpochSeconds
    mark: str

    def leaves_unproved(self, ended_at: datetime | None) -> bool:
        """Return whether the SQL data of a job with this end may be lost."""
        return ended_at is None or self.to - CLOCKS_DIFFER <= ended_at <= self.noticed_at + CLOCKS_DIFFER


_STORED = StoredType(TurnedBack)


def last_turned_back(connection: redis.Redis) -> TurnedBack | None:
    """Return the last event within 30 days."""
    return fetch(connection, turned_back_read())


def turned_back_read() -> Read[TurnedBack | None]:
    """Return the same as a read that can be combined with others."""
    return Read(
        lambda pipeline: pipeline.get(event_keys.TURNED_BACK),
        lambda answers: read_or(None, _STORED.of_json, answers[0]) if answers[0] else None,
    )


def stored_turned_back(turned_back: TurnedBack) -> bytes:
    """Return it in its stored form."""
    return _STORED.to_json(turned_back)
