"""Permanently removes what was deleted long ago."""

import shutil
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from fsp import paths
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db

KEPT = timedelta(days=30)
"""How long a deletion can be undone."""

BATCH = 200


def purge(now: datetime, *, settings: Settings) -> int:
    """Remove posts and projects that were deleted more than 30 days ago; return how many."""
    old = select(Project.slug).where(Project.deleted_at < now - KEPT)
    slugs = db.session.scalars(old).all()
    removed = _purge(Item, now) + _purge(Project, now)
    remaining = set(db.session.scalars(select(Project.slug).where(Project.slug.in_(slugs)))) if slugs else set()
    for slug in set(slugs) - remaining:
        # A later project with the same slug must not find them.
        shutil.rmtree(paths.inside(paths.prompts_folder(settings), slug), ignore_errors=True)
    return removed


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
