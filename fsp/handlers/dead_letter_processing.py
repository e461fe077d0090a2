"""Every hour: replays the dead letters that are due."""

from typing import Any

from fsp.dead_letters.due import replay_due
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.redis_ops.set_aside import result_of
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis


@job_type(
    "dead-letter-processing", priority=Priority.MEDIUM, concurrency=1, retries=0, is_upkeep=True, is_time_based=True
)
def process_dead_letters() -> dict[str, Any]:
    """Replay the dead letters that are due."""
    return result_of(replay_due(current_redis(), shared_now(current_redis())))
