"""Reads bulk operations: one, the newest, and the outcomes of their items."""

from sqlalchemy import func, select

from fsp.errors import NotFound
from fsp.models.bulk_operation import BulkItem, BulkOperation
from fsp.stores import db, end_reading


def find_operation(operation_id: str) -> BulkOperation:
    """Return an operation; raise NotFound if it does not exist."""
    operation = db.session.scalar(
        select(BulkOperation).where(BulkOperation.id == operation_id).execution_options(populate_existing=True)
    )
    end_reading()
    if operation is None:
        raise NotFound(f'There is no bulk action "{operation_id:.40}". Those not started are deleted after a day.')
    return operation


def recent(limit: int = 50) -> list[BulkOperation]:
    """Return the operations, newest first."""
    operations = db.session.scalars(select(BulkOperation).order_by(BulkOperation.prepared_at.desc()).limit(limit)).all()
    end_reading()
    return list(operations)


def tally(operation_id: str) -> dict[str, dict[str, int]]:
    """Return how many items ended in each outcome, by reason. Unprocessed items are left out."""
    rows = db.session.execute(
        select(BulkItem.outcome, BulkItem.reason, func.count())
        .where(BulkItem.operation_id == operation_id, BulkItem.outcome.is_not(None))
        .group_by(BulkItem.outcome, BulkItem.reason)
        .order_by(func.count().desc())
    ).all()
    end_reading()
    counts: dict[str, dict[str, int]] = {}
    for outcome, reason, number in rows:
        counts.setdefault(str(outcome), {})[reason] = number
    return counts


def items(operation_id: str, *, outcome: str = "", after: int = 0, limit: int = 50) -> list[BulkItem]:
    """Return items in order, of one outcome or of any."""
    statement = select(BulkItem).where(BulkItem.operation_id == operation_id, BulkItem.number > after)
    if outcome:
        statement = statement.where(BulkItem.outcome == outcome)
    rows = db.session.scalars(statement.order_by(BulkItem.number).limit(limit)).all()
    end_reading()
    return list(rows)
