"""A job's hash as RQ writes it, without the cost of RQ's Job object; a test compares the two field by field."""

import json
import zlib
from datetime import datetime
from typing import Any

from rq.utils import utcformat

from fsp.jobs.job_type import JobType

RESULT_TTL_SECONDS = 24 * 3600
FAILURE_TTL_SECONDS = 30 * 24 * 3600

WINDOW_BITS, MEMORY_LEVEL = 12, 4
"""A window of 4 kB: to get and clear the 256 kB of zlib's defaults takes up to 50 µs a job; this takes 3."""


def compressed(text: bytes) -> bytes:
    """Return what `zlib.decompress` reads back, as RQ does."""
    work = zlib.compressobj(wbits=WINDOW_BITS, memLevel=MEMORY_LEVEL)
    return work.compress(text) + work.flush()


def rq_fields(rules: JobType, arguments: dict[str, Any], *, queue: str, status: str, now: datetime) -> dict[str, Any]:
    """Return the fields RQ's own tools read; `data` is the call as its JSON serializer writes it."""
    moment = utcformat(now)
    call = json.dumps([rules.function_path, None, [], arguments])
    return {
        "created_at": moment,
        "enqueued_at": moment,
        "data": compressed(call.encode()),
        "origin": queue,
        "description": rules.name,
        "timeout": rules.timeout_seconds,
        "result_ttl": RESULT_TTL_SECONDS,
        "failure_ttl": FAILURE_TTL_SECONDS,
        "status": status,
        "started_at": "",
        "ended_at": "",
    }
