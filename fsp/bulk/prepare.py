"""Counts the targets of a bulk action and stores them, so that exactly these are processed later."""

from datetime import datetime
from itertools import islice
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from fsp.bulk.action import BulkAction
from fsp.bulk.read import find_operation
from fsp.bulk.subject import Chosen, Subject
from fsp.errors import InvalidInput
from fsp.models.bulk_operation import BulkItem, BulkOperation
from fsp.stores import db

MOST = 100_000
BATCH = 5_000
PER_MINUTE = 600
"""How many jobs of each type are replayed per minute by default."""

FASTEST_PER_MINUTE = 6000


def prepare(
    subject: Subject,
    action: BulkAction,
    chosen: Chosen,
    *,
    by: str,
    now: datetime,
    per_minute: int = PER_MINUTE,
    once: str = "",
) -> BulkOperation:
    """Freeze and count a selection; raise InvalidInput if it is empty or too large.

    A second call with the same `once`, for example when a form is sent twice, returns the operation of the first.
    """
    if not 1 <= per_minute <= FASTEST_PER_MINUTE:
        raise InvalidInput(f"The replay rate must be 1 to {FASTEST_PER_MINUTE} per minute, got {per_minute}.")
    # Read to the end before anything is written, because each read ends its own transaction.
    targets = dict.fromkeys(chosen.targets)
    operation_id = once or uuid4().hex
    try:
        db.session.execute(
            insert(BulkOperation).values(
                id=operation_id,
                subject=subject.name,
                action=subject.action(action).value,
                words=chosen.words,
                requested_by=by,
                prepared_at=now,
                total=len(targets),
                per_minute=per_minute,
            )
        )
    except IntegrityError:
        # The same form was sent twice.
        db.session.rollback()
        return find_operation(operation_id)
    _check(len(targets))
    _write_items(operation_id, targets)
    db.session.commit()
    return find_operation(operation_id)


def _check(total: int) -> None:
    if 1 <= total <= MOST:
        return
    db.session.rollback()
    if not total:
        raise InvalidInput("Nothing is selected. Select some entries, or choose all matching ones.")
    raise InvalidInput(f"More than {MOST:,} match. Narrow the filter and act on each part.")


def _write_items(operation_id: str, targets: dict[str, None]) -> None:
    left = enumerate(targets, start=1)
    while batch := list(islice(left, BATCH)):
        rows = [{"operation_id": operation_id, "number": number, "target": target} for number, target in batch]
        db.session.execute(insert(BulkItem), rows)
