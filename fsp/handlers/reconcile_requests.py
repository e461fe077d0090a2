"""Every minute: enqueues open requests again if Redis has lost their jobs."""

from dataclasses import asdict
from typing import Any

from fsp.dead_letters.bring_back import bring_back
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.queueing.older_database import notice_turned_back
from fsp.queueing.reconcile import reconcile
from fsp.redis_ops.set_aside import result_of
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis


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
    """Compare the open requests with the existing jobs."""
    connection = current_redis()
    now = shared_now(connection)
    turned_back = notice_turned_back(connection, now)
    brought_back = asdict(bring_back(connection, turned_back)) if turned_back else {}
    return brought_back | result_of(reconcile(connection, now))
