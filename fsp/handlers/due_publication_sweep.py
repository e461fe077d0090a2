"""Every minute: enqueues the publication of due posts."""

from typing import Any

from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.publishing.due import sweep
from fsp.redis_ops.set_aside import result_of
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis


@job_type(
    "due-publication-sweep",
    priority=Priority.HIGH,
    concurrency=1,
    retries=0,
    timeout_seconds=55,
    is_upkeep=True,
    is_time_based=True,
)
def sweep_due_publications() -> dict[str, Any]:
    """Enqueue a project job for every project with due posts."""
    return result_of(sweep(current_redis(), shared_now(current_redis())))
