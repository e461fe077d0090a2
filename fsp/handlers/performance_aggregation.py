"""Every half hour: rolls metrics up into SQL, compares run times with baselines, and announces improvements."""

from typing import Any

from fsp.alerts.channels.catalogue import configured_channels
from fsp.alerts.news import announce_improvements
from fsp.core import current_settings
from fsp.history.rollup import roll_up
from fsp.history.service_rollup import roll_up_service
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import step
from fsp.performance.runs import follow_runs
from fsp.redis_ops.set_aside import result_of
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis


@job_type(
    "performance-aggregation",
    priority=Priority.MEDIUM,
    concurrency=1,
    retries=0,
    timeout_seconds=600,
    is_upkeep=True,
    is_time_based=True,
    stays_inside=True,
)
def aggregate_performance() -> dict[str, Any]:
    """Roll metrics up into SQL, and compare run times with their baselines."""
    now = shared_now(current_redis())
    with step("roll up"):
        report = roll_up(current_redis(), now)
        roll_up_service(current_redis(), now)
    with step("compare"):
        followed = follow_runs(current_redis(), now)
    with step("announce"):
        channels = [channel.name for channel in configured_channels(current_settings())]
        announced = announce_improvements(channels, now)
    return {**result_of(report), "followed": followed, "announced": announced}
