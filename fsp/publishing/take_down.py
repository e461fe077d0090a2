"""Unpublishes and deletes posts and projects, and undoes both. Jobs do it at every destination but the site."""

from datetime import datetime

from sqlalchemy import Select, select, update

from fsp.clock import utc_now
from fsp.errors import Conflict
from fsp.models.destination import SITE
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.publishing.removal import drop_unsent, remove_elsewhere, want_back
from fsp.stores import db


def unpublish_item(item: Item) -> None:
    """Unpublish a post from its destinations; it becomes a draft. Raise Conflict if it is not published."""
    _refuse_deleted(item)
    is_of_item = Publication.item_id == item.id
    updated = db.session.execute(
        update(Publication)
        .where(
            is_of_item,
            Publication.platform == SITE,
            Publication.published_at.is_not(None),
            Publication.state != PublicationState.UNPUBLISHED,
        )
        .values(state=PublicationState.UNPUBLISHED, error="", updated_at=Publication.updated_at)
    )
    count = updated.rowcount + remove_elsewhere(is_of_item, now=utc_now())  # type: ignore[attr-defined]
    if not count:
        db.session.rollback()
        raise Conflict(f'"{item.title}" is not published.')
    drop_unsent(is_of_item)
    # An import does not restore a draft that a person unpublished.
    item.state, item.published_at = ItemState.DRAFT, None
    _touch(item)


def republish_item(item: Item) -> None:
    """Publish an unpublished post again, as it was; raise Conflict if it was not unpublished."""
    _refuse_deleted(item)
    is_of_item = Publication.item_id == item.id
    first_published_at = db.session.scalar(
        select(Publication.published_at)
        .where(
            is_of_item,
            Publication.published_at.is_not(None),
            Publication.state.in_([PublicationState.UNPUBLISHED, PublicationState.REMOVING]),
        )
        .order_by(Publication.published_at)
    )
    if first_published_at is None:
        db.session.rollback()
        raise Conflict(f'"{item.title}" was not unpublished, so it cannot be republished.')
    db.session.execute(
        update(Publication)
        .where(is_of_item, Publication.platform == SITE, Publication.state == PublicationState.UNPUBLISHED)
        .values(state=PublicationState.PUBLISHED, updated_at=Publication.updated_at)
    )
    want_back(is_of_item, now=utc_now())
    item.state, item.published_at = ItemState.PUBLISHED, first_published_at
    _touch(item)


def delete_item(item: Item, *, now: datetime | None = None) -> None:
    """Delete a post. It disappears everywhere and can be restored until it is purged."""
    _refuse_deleted(item)
    now = now or utc_now()
    # The publications first: deliveries lock them before their post, too.
    remove_elsewhere(Publication.item_id == item.id, now=now)
    item.deleted_at = now
    _touch(item)


def restore_item(item: Item) -> None:
    """Restore a deleted post as it was, everywhere; raise Conflict if it is not deleted."""
    if item.deleted_at is None:
        db.session.rollback()
        raise Conflict(f'"{item.title}" is not deleted.')
    if item.state == ItemState.PUBLISHED:
        want_back(Publication.item_id == item.id, now=utc_now())
    item.deleted_at = None
    _touch(item)


def delete_project(project: Project, *, now: datetime | None = None) -> None:
    """Delete a project and its posts everywhere. It can be restored until it is purged."""
    if project.deleted_at is not None:
        db.session.rollback()
        raise Conflict(f'Project "{project.title}" is already deleted.')
    project.deleted_at = now or utc_now()
    remove_elsewhere(Publication.item_id.in_(_items_of(project)), now=project.deleted_at)
    _touch_site(project)


def restore_project(project: Project) -> None:
    """Restore a deleted project; raise Conflict if it is not deleted."""
    if project.deleted_at is None:
        db.session.rollback()
        raise Conflict(f'Project "{project.title}" is not deleted.')
    project.deleted_at = None
    is_published = (Item.state == ItemState.PUBLISHED, Item.deleted_at.is_(None))
    want_back(Publication.item_id.in_(_items_of(project).where(*is_published)), now=utc_now())
    _touch_site(project)


def _items_of(project: Project) -> Select[int]:
    return select(Item.id).where(Item.project_id == project.id)


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
