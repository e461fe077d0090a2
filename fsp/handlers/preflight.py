"""Every minute: checks scheduled posts for what will prevent their publication."""

from functools import partial
from typing import Any

from fsp.content.lookup import find_item
from fsp.core import current_settings
from fsp.destinations.connect import guarded_client
from fsp.installation.guard import why_outgoing_is_held
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import stop_if_cancelled
from fsp.publishing.dead_links import answer_of
from fsp.publishing.preflight import check_item, items_to_check
from fsp.publishing.preflight_run import PreflightRun
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis

LINK_SECONDS = 4.0
"""The time for each question to another server."""


@job_type(
    "preflight",
    priority=Priority.LOW,
    concurrency=1,
    retries=0,
    timeout_seconds=900,
    is_upkeep=True,
    is_time_based=True,
)
def preflight() -> dict[str, Any]:
    """Check the posts that were scheduled or changed, and those that are due within the hour.

    A copy that holds its outgoing work sends no request, so it checks nothing.
    """
    connection, settings = current_redis(), current_settings()
    if why_outgoing_is_held(connection, settings, shared_now(connection)) is not None:
        return {"checked": 0, "with_problems": 0}
    http = guarded_client(settings, seconds=LINK_SECONDS)
    run = PreflightRun(shared_now(connection), partial(answer_of, http), http)
    checked, faulty = 0, 0
    for item_id in items_to_check(shared_now(connection)):
        stop_if_cancelled()
        now = shared_now(connection)
        problems = check_item(find_item(item_id), settings=settings, connection=connection, now=now, run=run)
        checked += 1
        faulty += any(problems.values())
    return {"checked": checked, "with_problems": faulty}
