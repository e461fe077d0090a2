"""Late results: another worker had taken over the job of their attempt, so they changed nothing."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import redis

from fsp.redis_ops import event_keys
from fsp.security.redaction import redact
from fsp.stored import UNDECODABLE, json_of, moment_of_epoch, object_of, read_or, readable

MAX_KEPT = 1000
"""How many late results the finish script stores. All are counted."""


@dataclass(frozen=True)
class LateResult:
    """One late result: the job, the outdated fencing token, the outcome of the attempt, and its result."""

    at: datetime
    job_id: str
    job_type: str
    token: str
    outcome: str
    error: str
    result: Any = None


def read_late_results(connection: redis.Redis, *, job_id: str | None = None, limit: int = 100) -> list[LateResult]:
    """Return late results, newest first, optionally of one job. The last 1000 are stored."""
    lines = cast(list[bytes], connection.lrange(event_keys.LATE_RESULTS, 0, MAX_KEPT - 1))
    late = readable(_late_result, lines)
    return [result for result in late if job_id in {None, result.job_id}][:limit]


def _late_result(line: bytes) -> LateResult:
    fields = object_of(line)
    return LateResult(
        at=moment_of_epoch(fields["at_ms"], per_second=1000),
        job_id=str(fields["job_id"]),
        job_type=str(fields["job_type"]),
        token=str(fields["token"]),
        outcome=str(fields["outcome"]),
        error=str(fields["error"]),
        result=read_or(UNDECODABLE, _result, fields["result"]) if fields["result"] else None,
    )


def _result(encoded: Any) -> Any:
    return redact(json_of(b64decode(encoded)))
