"""Counts ended jobs: reads the event log in batches, and adds each batch and moves the cursor in one Lua call.

Readers of what is made from the log let it catch up first, so that they see their own writes. One running process does
so each second.
"""

import logging
from collections.abc import Iterable
from typing import Any, cast

import redis

from fsp.metrics.tally import Event, event_of, tally_of
from fsp.redis_ops.scripts import script
from fsp.stored import FAULTS

log = logging.getLogger(__name__)

BATCH = 250
"""Entries of one Lua call: it holds the server up for about 2 ms."""

MAX_BATCHES = 80
"""Batches that are counted before reading, about half a second at most; the regular reader counts the rest."""

ALL_BATCHES = 1_000
"""More than the log holds."""

READER_MILLISECONDS = 2_000
"""After which another process takes over from a regular reader that is gone."""

RawEntry = tuple[bytes, list[bytes]]


def catch_up(connection: redis.Redis) -> int:
    """Count what has ended until now, before it is read; return how many entries were counted here.

    A server that takes no writes can still be read, as of when it last took some.
    """
    try:
        return count_ended(connection, max_batches=MAX_BATCHES)
    except redis.exceptions.ResponseError as error:
        log.warning("ended jobs not counted", extra={"error": str(error)[:300]})
        return 0


def count_ended(connection: redis.Redis, *, max_batches: int = ALL_BATCHES, reader: str = "") -> int:
    """Count what has ended until now; return how many entries were counted here. Raises the server's errors.

    A regular `reader` counts nothing while there is another one.
    """
    counted = 0
    for _ in range(max_batches):
        answer = cast(
            list[Any] | None, script("read_events")(args=[BATCH, reader, READER_MILLISECONDS], client=connection)
        )
        if answer is None or not answer[1]:
            break
        cursor, entries = answer
        # Where another was faster, the next turn reads on from there.
        if _apply(connection, cursor, entries):
            counted += len(entries)
        if len(entries) < BATCH:
            break
    return counted


def _apply(connection: redis.Redis, cursor: bytes, entries: list[RawEntry]) -> bool:
    tally = tally_of(_readable(entries))
    return bool(script("apply_events")(args=[cursor, entries[-1][0], tally.as_json()], client=connection))


def _readable(entries: Iterable[RawEntry]) -> list[Event]:
    """Return the entries that can be read; the history names the others."""
    events = []
    for entry_id, flat in entries:
        try:
            events.append(event_of(entry_id, dict(zip(flat[::2], flat[1::2], strict=True))))
        except FAULTS:
            continue
    return events
