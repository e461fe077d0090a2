"""Every minute: enqueues the publication of due posts."""

from typing import Any

from fsp.core import current_settings
from fsp.destinations.gates import apply_gates
from fsp.destinations.lookup import all_remote_destinations
from fsp.installation.guard import record_beat, why_outgoing_is_held
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.performance.due_to_live import measure_due_to_live
from fsp.publishing.backfill import hand_out_older
from fsp.publishing.due import sweep
from fsp.publishing.hold import hold_late
from fsp.publishing.outstanding import enqueue_wanted
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
    """Enqueue a project job for every project with due posts, and the jobs that destinations wait for."""
    connection = current_redis()
    now = shared_now(connection)
    result = result_of(sweep(connection, now))
    record_beat(connection, current_settings(), now)
    # Redis may have lost the rates and pauses, which must hold before anything is sent.
    apply_gates(connection, all_remote_destinations())
    hold_late(now)
    hand_out_older(now)
    is_held = why_outgoing_is_held(connection, current_settings(), now) is not None
    deliveries = 0 if is_held else enqueue_wanted(connection, now)
    measure_due_to_live(connection, now)
    return result | ({"deliveries": deliveries} if deliveries else {})
