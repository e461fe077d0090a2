"""`item-scheduled-publish`: publishes one post on each of its project's platforms, once."""

from dataclasses import asdict
from typing import Any

from fsp.core import current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.publishing import publish_item as publishing
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis


@job_type(
    "item-scheduled-publish", priority=Priority.HIGH, concurrency=5, retries=3, is_time_based=True, indexed=("item_id",)
)
def publish_item(item_id: int) -> dict[str, Any]:
    """Publish one post on each of its project's platforms, once."""
    return asdict(publishing.publish_item(item_id, settings=current_settings(), now=shared_now(current_redis())))
