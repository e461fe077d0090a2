"""Processes the items of an operation in batches, with progress. Safe to restart after a crash."""

import logging
from dataclasses import dataclass
from typing import Any

import redis
from sqlalchemy import bindparam, func, select, update

from fsp.bulk.action import BulkAction
from fsp.bulk.catalogue import subject_of
from fsp.bulk.hand import Done, Hand
from fsp.bulk.operation import abort, begin, finish
from fsp.bulk.read import find_operation
from fsp.bulk.subject import Act
from fsp.clock import utc_now
from fsp.errors import Conflict, FspError, JobCancelled, NotFound
from fsp.jobs.run_context import progress, stop_if_cancelled
from fsp.models.bulk_operation import BulkItem, BulkState, ItemOutcome
from fsp.redis_ops.set_aside import is_of_all
from fsp.stores import db, end_reading

log = logging.getLogger(__name__)

BATCH = 100


@dataclass(frozen=True)
class BulkReport:
    """How many items were processed, skipped because they changed in the meantime, or failed."""

    done: int
    skipped: int
    failed: int


def run_operation(connection: redis.Redis, operation_id: str) -> BulkReport:
    """Process every remaining item. Stop between two batches when the operation is stopped."""
    if not begin(operation_id):
        return _report(operation_id)
    operation = find_operation(operation_id)
    act = subject_of(operation).acts[BulkAction(operation.action)]
    hand = Hand(connection, operation.requested_by, utc_now(), operation.prepared_at, operation.per_minute)
    try:
        while _is_running(operation_id) and (batch := _batch(operation_id)):
            stop_if_cancelled()
            _note(operation_id, [_deal_with(act, hand, item) for item in batch])
            report = _report(operation_id)
            dealt = report.done + report.skipped + report.failed
            progress(dealt, operation.total, f"{report.done} done, {report.skipped} skipped, {report.failed} failed")
    except JobCancelled:
        abort(operation_id, now=utc_now())
        raise
    finish(operation_id, now=utc_now())
    return _report(operation_id)


def _deal_with(act: Act, hand: Hand, item: BulkItem) -> dict[str, Any]:
    done = attempted(act, hand, item.target, new_id=f"{item.operation_id}-{item.number}")
    return {"turn": item.number, "outcome": done.outcome, "reason": done.reason, "job_id": done.job_id}


def attempted(act: Act, hand: Hand, target: str, *, new_id: str) -> Done:
    """Process an item and return its outcome: done, skipped because it changed in the meantime, or failed, with the
    reason.
    """
    try:
        return act(hand, target, new_id)
    except (Conflict, NotFound) as error:
        db.session.rollback()
        return Done(ItemOutcome.SKIPPED, _general(error, target))
    except FspError as error:
        db.session.rollback()
        return Done(ItemOutcome.FAILED, _general(error, target))
    except Exception as error:
        # An error in one item does not stop the others.
        db.session.rollback()
        if is_of_all(error):
            raise
        log.exception("bulk action failed for one", extra={"target": target})
        return Done(ItemOutcome.FAILED, f"{type(error).__name__}; see the log.")


def _general(error: FspError, target: str) -> str:
    """Return the reason without the id, so that equal reasons are counted together."""
    message = str(error).replace(f'"{target}"', "of this id").replace(f"The job {target}", "It")
    return message.replace(target, "it")[:300]


def _note(operation_id: str, dealt: list[dict[str, Any]]) -> None:
    """Store the outcomes of a batch. After a crash before this, the batch is repeated, which every action allows."""
    table: Any = BulkItem.__table__
    db.session.execute(
        update(table)
        .where(table.c.operation_id == operation_id, table.c.number == bindparam("turn"))
        .values(outcome=bindparam("outcome"), reason=bindparam("reason"), job_id=bindparam("job_id")),
        dealt,
    )
    db.session.commit()


def _is_running(operation_id: str) -> bool:
    return find_operation(operation_id).state == BulkState.RUNNING


def _batch(operation_id: str) -> list[BulkItem]:
    rows = db.session.scalars(
        select(BulkItem)
        .where(BulkItem.operation_id == operation_id, BulkItem.outcome.is_(None))
        .order_by(BulkItem.number)
        .limit(BATCH)
    ).all()
    end_reading()
    return list(rows)


def _report(operation_id: str) -> BulkReport:
    rows = db.session.execute(
        select(BulkItem.outcome, func.count())
        .where(BulkItem.operation_id == operation_id, BulkItem.outcome.is_not(None))
        .group_by(BulkItem.outcome)
    ).all()
    end_reading()
    counts = {str(outcome): number for outcome, number in rows}
    return BulkReport(*(counts.get(outcome, 0) for outcome in ItemOutcome))
