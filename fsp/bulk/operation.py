"""One action on many jobs: what was counted is what is acted on, once, and can be undone or stopped.

`prepare` freezes the selection as rows and counts them. `start` gives it a few seconds in which `undo` takes it back;
then a job deals with the rows in batches (`bulk/run.py`). Each step is one conditional UPDATE: a second click changes
nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select, update

from fsp.bulk.action import BulkAction, needs_typed_count
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.extensions import db, end_reading
from fsp.models.bulk_operation import BulkItem, BulkOperation, BulkState
from fsp.queueing.request import request_job

UNDO = timedelta(seconds=6)
BULK_JOB = "bulk-action"
MOST = 100_000
BATCH = 5_000


def prepare(action: BulkAction, targets: Iterable[str], *, words: str, by: str, now: datetime) -> BulkOperation:
    """Freeze a selection and count it; raise InvalidInput for none, or for more than can be done at once."""
    operation = BulkOperation(
        id=uuid4().hex, action=action.value, words=words, requested_by=by, prepared_at=now, total=0
    )
    db.session.add(operation)
    db.session.flush()
    left = iter(dict.fromkeys(targets))
    while batch := list(islice(left, BATCH)):
        rows = [
            {"operation_id": operation.id, "number": operation.total + turn, "target": target}
            for turn, target in enumerate(batch, start=1)
        ]
        operation.total += len(batch)
        if operation.total > MOST:
            db.session.rollback()
            raise InvalidInput(f"More than {MOST:,} match; narrow the filter, for example by time, and do it in parts.")
        db.session.execute(insert(BulkItem), rows)
    if not operation.total:
        db.session.rollback()
        raise InvalidInput("Nothing is selected: tick some jobs, or choose all that match.")
    db.session.commit()
    return operation


def prepare_and_start(
    action: BulkAction, targets: Iterable[str], *, words: str, by: str, now: datetime
) -> BulkOperation:
    """Do both for a program, which has counted before."""
    operation = prepare(action, targets, words=words, by=by, now=now)
    return start(operation.id, confirmed=str(operation.total), by=by, now=now)


def job_id_of(operation: BulkOperation) -> str:
    """Return the id of the job that deals with the items."""
    return f"{BULK_JOB}-{operation.id}"


def find_operation(operation_id: str) -> BulkOperation:
    """Return an operation as it is now; raise NotFound if there is none of this id."""
    found = db.session.scalar(
        select(BulkOperation).where(BulkOperation.id == operation_id).execution_options(populate_existing=True)
    )
    end_reading()
    if found is None:
        raise NotFound(f'There is no bulk action "{operation_id:.40}"; those that were not started go after a day.')
    return found


def start(operation_id: str, *, confirmed: str, by: str, now: datetime) -> BulkOperation:
    """Let it begin after the time for undoing; harmless to repeat. Raise InvalidInput for a wrong count."""
    operation = find_operation(operation_id)
    if operation.state != BulkState.PREPARED:
        return operation
    action, typed = BulkAction(operation.action), confirmed.replace(",", "").replace(" ", "")
    if needs_typed_count(action, operation.total) and typed != str(operation.total):
        raise InvalidInput(f'Type {operation.total} to {action.words} that many, got "{confirmed:.40}".')
    starts_at = now + UNDO
    if _move(operation_id, {BulkState.PREPARED}, BulkState.STARTING, starts_at=starts_at, requested_by=by):
        request_job(BULK_JOB, {"operation": operation_id}, requested_by=by, job_id=job_id_of(operation), at=starts_at)
    return find_operation(operation_id)


def undo(operation_id: str, *, now: datetime) -> BulkOperation:
    """Take it back before anything was done; raise Conflict if it has begun."""
    if _move(operation_id, {BulkState.PREPARED, BulkState.STARTING}, BulkState.UNDONE, ended_at=now):
        return find_operation(operation_id)
    operation = find_operation(operation_id)
    if operation.state != BulkState.UNDONE:
        raise Conflict(f"It is {operation.state} already; what is left of it can be stopped.")
    return operation


def abort(operation_id: str, *, now: datetime) -> BulkOperation:
    """Leave what is not done yet as it is; raise Conflict if nothing is left."""
    if _move(operation_id, {BulkState.RUNNING}, BulkState.ABORTED, ended_at=now):
        return find_operation(operation_id)
    operation = find_operation(operation_id)
    if operation.state != BulkState.ABORTED:
        raise Conflict(f"It is {operation.state}; only one that runs can be stopped.")
    return operation


def begin(operation_id: str) -> bool:
    """Return whether the items may be dealt with, now or once more after a crash."""
    _move(operation_id, {BulkState.STARTING}, BulkState.RUNNING)
    return find_operation(operation_id).state == BulkState.RUNNING


def finish(operation_id: str, *, now: datetime) -> None:
    """Mark it as done, if it was not stopped at the last moment."""
    _move(operation_id, {BulkState.RUNNING}, BulkState.DONE, ended_at=now)


def recent(limit: int = 50) -> list[BulkOperation]:
    """Return the operations, newest first."""
    found = db.session.scalars(select(BulkOperation).order_by(BulkOperation.prepared_at.desc()).limit(limit)).all()
    end_reading()
    return list(found)


def tally(operation_id: str) -> dict[str, dict[str, int]]:
    """Return how many items ended in each outcome, by reason; those not dealt with yet are left out."""
    rows = db.session.execute(
        select(BulkItem.outcome, BulkItem.reason, func.count())
        .where(BulkItem.operation_id == operation_id, BulkItem.outcome.is_not(None))
        .group_by(BulkItem.outcome, BulkItem.reason)
        .order_by(func.count().desc())
    ).all()
    end_reading()
    found: dict[str, dict[str, int]] = {}
    for outcome, reason, number in rows:
        found.setdefault(str(outcome), {})[reason] = number
    return found


def items(operation_id: str, *, outcome: str = "", after: int = 0, limit: int = 50) -> list[BulkItem]:
    """Return items in their order, of one outcome or of any."""
    wanted = select(BulkItem).where(BulkItem.operation_id == operation_id, BulkItem.number > after)
    if outcome:
        wanted = wanted.where(BulkItem.outcome == outcome)
    found = db.session.scalars(wanted.order_by(BulkItem.number).limit(limit)).all()
    end_reading()
    return list(found)


def _move(operation_id: str, before: set[BulkState], to: BulkState, **values: Any) -> bool:
    moved = db.session.execute(
        update(BulkOperation)
        .where(BulkOperation.id == operation_id, BulkOperation.state.in_(before))
        .values(state=to, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return bool(moved.rowcount)  # type: ignore[attr-defined]
