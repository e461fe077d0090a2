"""`bulk-action`: one action on all jobs or dead letters that were counted."""

from dataclasses import asdict
from typing import Any

from fsp.bulk.operation import BULK_JOB
from fsp.bulk.run import run_operation
from fsp.extensions import current_redis
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type


@job_type(BULK_JOB, priority=Priority.HIGH, concurrency=2, retries=3, timeout_seconds=3600)
def act_on_many(operation: str) -> dict[str, Any]:
    """Retry, discard, cancel, move or run again all jobs that were counted."""
    return asdict(run_operation(current_redis(), operation))
