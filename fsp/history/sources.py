"""What is archived: the event log, and the stream of ended jobs that versions before it wrote."""

import re
from dataclasses import dataclass
from typing import Any, cast

import redis

from fsp.redis_ops import event_keys
from fsp.redis_ops.scripts import script

Entry = tuple[bytes, dict[bytes, bytes]]

BATCH = 1000
KEPT = 1000
"""Archived entries that stay in Redis, for those who want the latest without SQL. Twice as many are trimmed to it."""

OLDER_KEPT_SECONDS = 24 * 3600
_ENTRY_ID = re.compile(rb"\d{1,19}-\d{1,19}")


@dataclass(frozen=True)
class Source:
    """A stream of what ended, and keys: how far SQL holds it, how many of these it has, how far it is counted."""

    stream: str
    mark: str
    held: str
    counted: str | None = None

    def entries(self, connection: redis.Redis, count: int, *, is_counted: bool = False) -> list[Entry]:
        """Return the next entries that SQL does not hold; with `is_counted` only those that are counted."""
        since, until = cast(list[bytes | None], connection.mget([self.mark, self.counted or self.mark]))
        last = (_id_of(until) or b"0-0") if is_counted and self.counted else b"+"
        # From the beginning where the mark cannot be read: what is copied again changes nothing.
        since = _id_of(since)
        first = b"(" + since if since else b"-"
        return cast(list[Any], connection.xrange(self.stream, min=first, max=last, count=count))

    def has_entries(self, connection: redis.Redis) -> bool:
        """Return whether there is something that SQL does not hold."""
        return bool(self.entries(connection, 1))

    def mark_archived(self, connection: redis.Redis, entry_id: bytes, count: int) -> None:
        """Remember how far SQL holds it after `count` more entries, and delete what was archived long ago."""
        keys = [self.stream, self.mark, self.held]
        if int(cast(int, script("drained")(keys=keys, args=[entry_id, count], client=connection))) > 2 * KEPT:
            self._trim(connection, entry_id)
        if self.counted is None:
            # Nothing is added any more, unless a worker of an older version still runs.
            connection.expire(self.stream, OLDER_KEPT_SECONDS)
            connection.expire(self.held, OLDER_KEPT_SECONDS)

    def _trim(self, connection: redis.Redis, entry_id: bytes) -> None:
        # Outside a script, where these entries would hold the server up ten times as long.
        latest = cast(list[Any], connection.xrevrange(self.stream, max=entry_id, count=KEPT))
        if latest:
            connection.xtrim(self.stream, minid=latest[-1][0], approximate=False)
        connection.set(self.held, len(latest))


def _id_of(mark: bytes | None) -> bytes | None:
    return mark if mark and _ENTRY_ID.fullmatch(mark) else None


EVENTS = Source(event_keys.EVENTS, event_keys.DRAINED, event_keys.HELD, event_keys.COUNTED)
OLDER = Source(event_keys.OLDER_EVENTS, event_keys.OLDER_DRAINED, event_keys.OLDER_HELD)
