"""Replay or discard every dead letter of a selection."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from fsp.clock import utc_now
from fsp.dead_letters.bulk import BULK_JOB, BulkAction, Selection, apply_to_all
from fsp.extensions import current_redis
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type


@job_type(BULK_JOB, priority=Priority.MEDIUM, concurrency=1, retries=3, timeout_seconds=3600)
def deal_with_dead_letters(
    action: BulkAction, before: datetime, by: str, of_type: str = "", reason: str = "", fingerprint: str = ""
) -> dict[str, Any]:
    """Replay or discard every dead letter of a selection."""
    selection = Selection(before, of_type, reason, fingerprint)
    return asdict(apply_to_all(current_redis(), action, selection, by=by, now=utc_now()))
