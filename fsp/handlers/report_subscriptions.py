"""Every five minutes: requests the reports by mail that are due."""

from typing import Any

from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.redis_ops.shared_clock import shared_now
from fsp.reporting.report_mails import request_due
from fsp.stores import current_redis


@job_type(
    "report-subscriptions",
    priority=Priority.LOW,
    concurrency=1,
    retries=0,
    timeout_seconds=120,
    is_upkeep=True,
    is_time_based=True,
)
def request_due_reports() -> dict[str, Any]:
    """Request the mails of each subscription that is due, once for each time."""
    return {"reports": request_due(shared_now(current_redis()))}
