"""`project-scheduled-publish`: every due item of a project, by fanning out item jobs."""

from typing import Any

from fsp.extensions import current_redis
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.publishing.due import fan_out
from fsp.redis_ops.set_aside import result_of
from fsp.redis_ops.shared_clock import shared_now


@job_type(
    "project-scheduled-publish",
    priority=Priority.HIGH,
    concurrency=10,
    retries=0,
    is_time_based=True,
    indexed=("project",),
)
def publish_project(project: str) -> dict[str, Any]:
    """Enqueue the publication of every due item of a project."""
    return result_of(fan_out(current_redis(), project, shared_now(current_redis())))
