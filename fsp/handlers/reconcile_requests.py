"""Every minute: enqueue again what was asked for and Redis has forgotten."""

from dataclasses import asdict
from typing import Any

from fsp.extensions import current_redis
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.queueing.reconcile import reconcile
from fsp.redis_ops.shared_clock import shared_now


@job_type(
    "reconcile-requests",
    priority=Priority.HIGH,
    concurrency=1,
    retries=0,
    timeout_seconds=55,
    is_upkeep=True,
    stays_inside=True,
)
def reconcile_requests() -> dict[str, Any]:
    """Compare the requests still owed with the jobs there are."""
    return asdict(reconcile(current_redis(), shared_now(current_redis())))
