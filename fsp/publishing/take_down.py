"""Unpublishes and deletes posts and projects, and undoes both."""

from datetime import datetime

from sqlalchemy import select, update

from fsp.clock import utc_now
from fsp.errors import Conflict
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.stores import db


def unpublish_item(item: Item) -> None:
    """Unpublish a post from its platforms; it becomes a draft. Raise Conflict if it is not published."""
    _refuse_deleted(item)
    updated = db.session.execute(
        update(Publication)
        .where(
            Publication.item_id == item.id,
            Publication.published_at.is_not(None),
            Publication.state != PublicationState.UNPUBLISHED,
        )
        .values(state=PublicationState.UNPUBLISHED, error="", updated_at=Publication.updated_at)
    )
    if not updated.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(f'"{item.title}" is not published.')
    # An import does not restore a draft that a person unpublished.
    item.state, item.published_at = ItemState.DRAFT, None
    _touch(item)


def republish_item(item: Item) -> None:
    """Publish an unpublished post again, as it was; raise Conflict if it was not unpublished."""
    _refuse_deleted(item)
    first_published_at = db.session.scalar(
        select(Publication.published_at)
        .where(Publication.item_id == item.id, Publication.state == PublicationState.UNPUBLISHED)
        .order_by(Publication.published_at)
    )
    if first_published_at is None:
        db.session.rollback()
        raise Conflict(f'"{item.title}" was not unpublished, so it cannot be republished.')
    db.session.execute(
        update(Publication)
        .where(Publication.item_id == item.id, Publication.state == PublicationState.UNPUBLISHED)
        .values(state=PublicationState.PUBLISHED, updated_at=Publication.updated_at)
    )
    item.state, item.published_at = ItemState.PUBLISHED, first_published_at
    _touch(item)


def delete_item(item: Item, *, now: datetime | None = None) -> None:
    """Delete a post. It disappears everywhere and can be restored until it is purged."""
    _refuse_deleted(item)
    item.deleted_at = now or utc_now()
    _touch(item)


def restore_item(item: Item) -> None:
    """Restore a deleted post as it was, also on its site; raise Conflict if it is not deleted."""
    if item.deleted_at is None:
        db.session.rollback()
        raise Conflict(f'"{item.title}" is not deleted.')
    item.deleted_at = None
    _touch(item)


def delete_project(project: Project, *, now: datetime | None = None) -> None:
    """Delete a project and its site. It can be restored until it is purged."""
    if project.deleted_at is not None:
        db.session.rollback()
        raise Conflict(f'Project "{project.title}" is already deleted.')
    project.deleted_at = now or utc_now()
    _touch_site(project)


def restore_project(project: Project) -> None:
    """Restore a deleted project; raise Conflict if it is not deleted."""
    if project.deleted_at is None:
        db.session.rollback()
        raise Conflict(f'Project "{project.title}" is not deleted.')
    project.deleted_at = None
    _touch_site(project)


def _refuse_deleted(item: Item) -> None:
    if item.deleted_at is not None:
        db.session.rollback()
        raise Conflict(f'"{item.title}" is deleted. Restore it first.')


def _touch(item: Item) -> None:
    db.session.add(SiteChange(project_id=item.project_id, item_id=item.id))
    db.session.commit()


def _touch_site(project: Project) -> None:
    db.session.add(SiteChange(project_id=project.id))
    db.session.commit()
