"""The life of a bulk action: started, undone within seconds, running, stopped or done.

`prepare` (bulk/prepare.py) freezes and counts the selection. After `start` the action can be undone for a few seconds.
Then a job processes the items in batches (bulk/run.py). Each step is one conditional UPDATE, so a second click changes
nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from fsp.bulk.action import BulkAction, needs_typed_count
from fsp.bulk.prepare import PER_MINUTE, prepare
from fsp.bulk.read import find_operation
from fsp.bulk.subject import Chosen, Subject
from fsp.errors import Conflict, InvalidInput
from fsp.models.bulk_operation import BulkOperation, BulkState
from fsp.queueing.request import request_job
from fsp.stores import db

UNDO = timedelta(seconds=10)
BULK_JOB = "bulk-action"


def prepare_and_start(
    subject: Subject, action: BulkAction, chosen: Chosen, *, by: str, now: datetime, per_minute: int = PER_MINUTE
) -> BulkOperation:
    """Prepare and start in one call, for a program that has already counted."""
    operation = prepare(subject, action, chosen, by=by, now=now, per_minute=per_minute)
    return start(operation.id, confirmed=str(operation.total), by=by, now=now)


def job_id_of(operation: BulkOperation) -> str:
    """Return the id of the job that processes the items."""
    return f"{BULK_JOB}-{operation.id}"


def start(operation_id: str, *, confirmed: str, by: str, now: datetime) -> BulkOperation:
    """Schedule the start after the undo period; safe to repeat. Raise InvalidInput for a wrong count."""
    operation = find_operation(operation_id)
    if operation.state != BulkState.PREPARED:
        return operation
    action, typed = BulkAction(operation.action), confirmed.replace(",", "").replace(" ", "")
    if needs_typed_count(action, operation.total) and typed != str(operation.total):
        raise InvalidInput(f'Type {operation.total} to confirm. You typed "{confirmed:.40}".')
    starts_at = now + UNDO
    if _move(operation_id, {BulkState.PREPARED}, BulkState.STARTING, starts_at=starts_at, requested_by=by):
        request_job(BULK_JOB, {"operation": operation_id}, requested_by=by, job_id=job_id_of(operation), at=starts_at)
    return find_operation(operation_id)


def undo(operation_id: str, *, now: datetime) -> BulkOperation:
    """Undo the operation before it starts; raise Conflict if it has started."""
    if _move(operation_id, {BulkState.PREPARED, BulkState.STARTING}, BulkState.UNDONE, ended_at=now):
        return find_operation(operation_id)
    operation = find_operation(operation_id)
    if operation.state != BulkState.UNDONE:
        raise Conflict(f"The bulk action is already {operation.state}. You can stop the rest of it.")
    return operation


def abort(operation_id: str, *, now: datetime) -> BulkOperation:
    """Skip the remaining items; raise Conflict if there are none."""
    if _move(operation_id, {BulkState.RUNNING}, BulkState.ABORTED, ended_at=now):
        return find_operation(operation_id)
    operation = find_operation(operation_id)
    if operation.state != BulkState.ABORTED:
        raise Conflict(f"The bulk action is {operation.state}. Only a running bulk action can be stopped.")
    return operation


def begin(operation_id: str) -> bool:
    """Return whether the items may be processed, for the first time or again after a crash."""
    _move(operation_id, {BulkState.STARTING}, BulkState.RUNNING)
    return find_operation(operation_id).state == BulkState.RUNNING


def finish(operation_id: str, *, now: datetime) -> None:
    """Mark the operation as done, unless it was stopped at the last moment."""
    _move(operation_id, {BulkState.RUNNING}, BulkState.DONE, ended_at=now)


def _move(operation_id: str, before: set[BulkState], to: BulkState, **values: Any) -> bool:
    moved = db.session.execute(
        update(BulkOperation)
        .where(BulkOperation.id == operation_id, BulkOperation.state.in_(before))
        .values(state=to, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return bool(moved.rowcount)  # type: ignore[attr-defined]
