"""Dead letters that SQL could not store when their jobs failed. They wait in Redis until SQL accepts them."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

import redis

from fsp.clock import from_epoch
from fsp.dead_letters.bury import bury
from fsp.inspection.attempts import AttemptReading
from fsp.redis_ops import event_keys
from fsp.redis_ops.set_aside import SetAside
from fsp.security.redaction import redact
from fsp.storable import fitted
from fsp.stores import db

log = logging.getLogger(__name__)

BATCH = 100


def keep(
    connection: redis.Redis,
    *,
    job_id: str,
    arguments: dict[str, Any],
    attempts: Sequence[AttemptReading],
    enqueued_at: datetime | None,
    **texts: str,
) -> None:
    """Store in Redis what `bury` would have written. An earlier entry of the same job is replaced."""
    letter = {
        "arguments": redact(arguments),
        "attempts": [asdict(attempt) for attempt in attempts],
        "enqueued_at": enqueued_at,
        **texts,
    }
    connection.hset(event_keys.UNWRITTEN_LETTERS, fitted(job_id), json.dumps(letter, default=datetime.timestamp))


def write_kept(connection: redis.Redis) -> int:
    """Write waiting dead letters, inside an application context; return how many.

    One that cannot be written is set aside.
    """
    written, aside = 0, SetAside(connection, "dead-letter")
    waiting = cast(dict[bytes, bytes], connection.hgetall(event_keys.UNWRITTEN_LETTERS))
    for job_id, line in list(waiting.items())[:BATCH]:
        try:
            bury(job_id=job_id.decode(), **_letter(line))
            written += 1
        except Exception as error:  # noqa: BLE001  (the next one must not wait for this one)
            db.session.rollback()
            aside.add(job_id.decode(errors="replace"), error, line.decode(errors="replace"))
        # After the row: if a crash happens in between, it is written again, which changes nothing.
        connection.hdel(event_keys.UNWRITTEN_LETTERS, cast(str, job_id))
    return written


def _letter(line: bytes) -> dict[str, Any]:
    letter = json.loads(line)
    for attempt in letter["attempts"]:
        attempt["started_at"], attempt["ended_at"] = from_epoch(attempt["started_at"]), from_epoch(attempt["ended_at"])
    letter["attempts"] = [AttemptReading(**attempt) for attempt in letter["attempts"]]
    letter["enqueued_at"] = from_epoch(letter["enqueued_at"]) if letter["enqueued_at"] else None
    return cast(dict[str, Any], letter)
