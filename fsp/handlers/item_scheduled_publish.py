"""`item-scheduled-publish`: publishes one post at one destination, or hands it out to all of its project."""

from dataclasses import asdict
from functools import partial
from typing import Any

from fsp.core import current_settings
from fsp.jobs.backoff import Backoff
from fsp.jobs.circuit import Circuit
from fsp.jobs.gate import Gate
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.publishing import publish_item as publishing
from fsp.publishing.sender import LookAgain
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis

CIRCUIT = Circuit(failures=5, open_seconds=60, first_open_seconds=5)
"""A destination that fails now and then, with many posts due, must not stand still for a minute each time."""


@job_type(
    "item-scheduled-publish",
    priority=Priority.HIGH,
    concurrency=5,
    retries=3,
    # A destination that was down gets its posts at most a minute after it is back.
    backoff=Backoff(cap_seconds=60.0),
    gates=(Gate("destination", argument="destination_id", limit=2, circuit=CIRCUIT),),
    uncounted_errors=(LookAgain,),
    is_time_based=True,
    indexed=("item_id", "destination_id"),
)
def publish_item(item_id: int, destination_id: int | None = None) -> dict[str, Any]:
    """Publish one post at one destination; without one, on its project's site and by one job each elsewhere."""
    connection, settings = current_redis(), current_settings()
    clock = partial(shared_now, connection)
    if destination_id is None:
        return asdict(publishing.publish_item(item_id, settings=settings, now=clock()))
    return asdict(publishing.publish_at(item_id, destination_id, settings=settings, connection=connection, clock=clock))
