"""`project-scheduled-publish`: enqueues the publication of every due post of a project, then builds its site."""

from typing import Any

from fsp.core import current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.publishing.due import fan_out
from fsp.publishing.site.pending import build_project
from fsp.redis_ops.set_aside import result_of
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis


@job_type(
    "project-scheduled-publish",
    priority=Priority.HIGH,
    concurrency=10,
    retries=0,
    is_time_based=True,
    indexed=("project",),
)
def publish_project(project: str) -> dict[str, Any]:
    """Enqueue the publication of every due post of a project, then build pending changes of its site."""
    result = result_of(fan_out(current_redis(), project, shared_now(current_redis())))
    files = build_project(project, settings=current_settings())
    return result | ({"files": files} if files else {})
