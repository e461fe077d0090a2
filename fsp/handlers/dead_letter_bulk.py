"""Replay, discard or restore every dead letter of a selection."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from fsp.audit.action import Action
from fsp.audit.record import Actor, audited
from fsp.clock import utc_now
from fsp.dead_letters.bulk import BULK_JOB, PER_MINUTE, BulkAction, apply_to_all
from fsp.dead_letters.selection import Selection
from fsp.extensions import current_redis
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run
from fsp.models.audit_entry import Via


@job_type(BULK_JOB, priority=Priority.MEDIUM, concurrency=1, retries=3, timeout_seconds=3600)
def deal_with_dead_letters(
    action: BulkAction,
    before: datetime,
    by: str,
    *,
    of_type: str = "",
    reason: str = "",
    fingerprint: str = "",
    text: str = "",
    since: datetime | None = None,
    per_minute: int = PER_MINUTE,
) -> dict[str, Any]:
    """Replay, discard or restore every dead letter of a selection."""
    selection = Selection(before, of_type, reason, fingerprint, action.needs, text, since)
    run = current_run()
    who = Actor(by, Via.JOB, request_id=run.job_id[-40:] if run else "")
    with audited(Action.BULK_DEAD_LETTERS, f"dead letters: {action}", by=who, given=asdict(selection)) as trail:
        report = apply_to_all(current_redis(), action, selection, by=by, now=utc_now(), per_minute=per_minute)
        trail.count, trail.after = report.done, asdict(report)
    return asdict(report)
