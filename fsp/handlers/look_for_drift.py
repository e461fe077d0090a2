"""`look-for-drift`: compares what destinations hold with what was sent, each post about once a week."""

from dataclasses import asdict
from functools import partial
from typing import Any

from fsp.core import current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.publishing import drift
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis


@job_type(
    "look-for-drift",
    priority=Priority.LOW,
    concurrency=1,
    retries=0,
    timeout_seconds=1800,
    is_upkeep=True,
)
def look_for_drift() -> dict[str, Any]:
    """Compare what destinations hold with what was sent. Nothing is changed there."""
    connection = current_redis()
    return asdict(drift.look_for_drift(connection, current_settings(), partial(shared_now, connection)))
