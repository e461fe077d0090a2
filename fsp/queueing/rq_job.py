"""A job's hash as RQ writes it, without the cost of RQ's Job object; a test compares the two field by field."""

import json
import zlib
from datetime import datetime
from typing import Any

from rq.utils import utcformat

from fsp.jobs.job_type import JobType

RESULT_TTL_SECONDS = 24 * 3600
FAILURE_TTL_SECONDS = 30 * 24 * 3600


def rq_fields(rules: JobType, arguments: dict[str, Any], *, queue: str, status: str, now: datetime) -> dict[str, Any]:
    """Return the fields RQ's own tools read; `data` is the call as its JSON serializer writes it."""
    moment = utcformat(now)
    call = json.dumps([rules.function_path, None, [], arguments])
    return {
        "created_at": moment,
        "enqueued_at": moment,
        "data": zlib.compress(call.encode()),
        "origin": queue,
        "description": rules.name,
        "timeout": rules.timeout_seconds,
        "result_ttl": RESULT_TTL_SECONDS,
        "failure_ttl": FAILURE_TTL_SECONDS,
        "status": status,
        "started_at": "",
        "ended_at": "",
    }
