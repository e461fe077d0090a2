"""`bulk-action`: applies one action to all counted jobs or dead letters."""

from dataclasses import asdict
from typing import Any

from fsp.audit.record import Actor, audited
from fsp.bulk.catalogue import subject_of
from fsp.bulk.operation import BULK_JOB
from fsp.bulk.read import find_operation
from fsp.bulk.run import run_operation
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run
from fsp.models.audit_entry import Via
from fsp.models.bulk_operation import BulkOperation, BulkState
from fsp.stores import current_redis


@job_type(BULK_JOB, priority=Priority.HIGH, concurrency=2, retries=3, timeout_seconds=3600, stays_inside=True)
def act_on_many(operation: str) -> dict[str, Any]:
    """Apply one action to all jobs or dead letters of a bulk operation."""
    bulk = find_operation(operation)
    if bulk.state == BulkState.UNDONE:
        return asdict(run_operation(current_redis(), operation))
    target, inputs = f"bulk action {operation}: {bulk.action}", {"words": bulk.words}
    with audited(subject_of(bulk).audited_as, target, by=_who(bulk), inputs=inputs, count=bulk.total) as trail:
        report = run_operation(current_redis(), operation)
        trail.count, trail.after = report.done, asdict(report)
    return asdict(report)


def _who(bulk: BulkOperation) -> Actor:
    run = current_run()
    return Actor(bulk.requested_by, Via.JOB, request_id=run.job_id[-40:] if run else "")
