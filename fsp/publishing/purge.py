"""Permanently removes what was deleted long ago."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from fsp.models.item import Item
from fsp.models.project import Project
from fsp.stores import db

KEPT = timedelta(days=30)
"""How long a deletion can be undone."""

BATCH = 200


def purge(now: datetime) -> int:
    """Remove posts and projects that were deleted more than 30 days ago; return how many."""
    return _purge(Item, now) + _purge(Project, now)


def _purge(model: type[Item] | type[Project], now: datetime) -> int:
    removed = 0
    while True:
        ids = db.session.scalars(select(model.id).where(model.deleted_at < now - KEPT).limit(BATCH)).all()
        if ids and model is Item:
            # A post and its current revision refer to each other.
            db.session.execute(update(Item).where(Item.id.in_(ids)).values(current_revision_id=None))
        db.session.execute(delete(model).where(model.id.in_(ids)).execution_options(synchronize_session=False))
        db.session.commit()
        removed += len(ids)
        if len(ids) < BATCH:
            return removed
