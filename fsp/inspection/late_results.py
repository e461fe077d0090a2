"""Endings that came too late: their attempt had lost its job to another, so they changed nothing and are kept apart."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import redis

from fsp.redis_ops import keys
from fsp.security.redaction import redact
from fsp.stored import UNDECODABLE, json_of, moment_of_epoch, object_of, read_or, readable

MOST = 1000
"""So many the finish script keeps; all are counted."""


@dataclass(frozen=True)
class StaleEnding:
    """One of them: the job, the fencing token that no longer held, how that attempt ended, and what it returned."""

    at: datetime
    job_id: str
    job_type: str
    token: str
    outcome: str
    error: str
    result: Any = None


def read_stale_endings(connection: redis.Redis, *, job_id: str | None = None, limit: int = 100) -> list[StaleEnding]:
    """Return such endings, newest first, those of one job alone if it is named; the last 1000 are kept."""
    lines = cast(list[bytes], connection.lrange(keys.STALE_ENDINGS, 0, MOST - 1))
    found = readable(_ending, lines)
    return [one for one in found if job_id in {None, one.job_id}][:limit]


def _ending(line: bytes) -> StaleEnding:
    told = object_of(line)
    return StaleEnding(
        at=moment_of_epoch(told["at_ms"], per_second=1000),
        job_id=str(told["job_id"]),
        job_type=str(told["job_type"]),
        token=str(told["token"]),
        outcome=str(told["outcome"]),
        error=str(told["error"]),
        result=read_or(UNDECODABLE, _result, told["result"]) if told["result"] else None,
    )


def _result(encoded: Any) -> Any:
    return redact(json_of(b64decode(encoded)))
