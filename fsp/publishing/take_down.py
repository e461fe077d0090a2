"""Unpublishes, archives and deletes posts, and deletes projects. Jobs do it at every destination but the site."""

from datetime import datetime

from sqlalchemy import Select, select, update

from fsp.clock import utc_now
from fsp.content.item_history import add_event
from fsp.content.lifecycle import Step
from fsp.errors import Conflict
from fsp.models.destination import SITE
from fsp.models.item import CONSENTED, Item, ItemState
from fsp.models.item_event import EventKind
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.review import ReviewOutcome
from fsp.models.site_change import SiteChange
from fsp.publishing.item_step import refuse, set_state, take_step
from fsp.publishing.removal import drop_unsent, remove_elsewhere, want_back
from fsp.publishing.review_state import close_review
from fsp.stores import db


def unpublish_item(item: Item) -> None:
    """Unpublish a post from its destinations. Raise Conflict if it is not published."""
    post = refuse(Step.UNPUBLISH, item)
    # The publications first: deliveries lock them before their post, too.
    _take_down(item)
    set_state(Step.UNPUBLISH, item, post, published_at=None)
    add_event(item.id, EventKind.UNPUBLISHED)
    _touch(item)


def archive_item(item: Item) -> None:
    """Unpublish a post and hide it from lists of work. Its old addresses stay reserved."""
    post = refuse(Step.ARCHIVE, item)
    _take_down(item)
    set_state(Step.ARCHIVE, item, post, published_at=None, publish_at=None)
    close_review(item.id, ReviewOutcome.WITHDRAWN)
    add_event(item.id, EventKind.ARCHIVED)
    _touch(item)


def unarchive_item(item: Item) -> None:
    """Return a post from the archive. It is not published again by this."""
    take_step(Step.UNARCHIVE, item)
    add_event(item.id, EventKind.UNARCHIVED)
    _touch(item)


def _take_down(item: Item) -> None:
    is_of_item = Publication.item_id == item.id
    db.session.execute(
        update(Publication)
        .where(
            is_of_item,
            Publication.platform == SITE,
            Publication.published_at.is_not(None),
            Publication.state != PublicationState.UNPUBLISHED,
        )
        .values(state=PublicationState.UNPUBLISHED, error="", updated_at=Publication.updated_at)
    )
    remove_elsewhere(is_of_item, now=utc_now())
    drop_unsent(is_of_item)


def republish_item(item: Item) -> None:
    """Publish an unpublished post again, as it was; raise Conflict if it was not unpublished."""
    post = refuse(Step.REPUBLISH, item)
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
    set_state(Step.REPUBLISH, item, post, published_at=first_published_at)
    add_event(item.id, EventKind.REPUBLISHED)
    _touch(item)


def delete_item(item: Item, *, now: datetime | None = None) -> None:
    """Delete a post. It disappears everywhere and can be restored until it is purged."""
    _refuse_deleted(item)
    now = now or utc_now()
    # The publications first: deliveries lock them before their post, too.
    remove_elsewhere(Publication.item_id == item.id, now=now)
    item.deleted_at = now
    add_event(item.id, EventKind.DELETED)
    _touch(item)


def restore_item(item: Item) -> None:
    """Restore a deleted post as it was, everywhere; raise Conflict if it is not deleted."""
    if item.deleted_at is None:
        db.session.rollback()
        raise Conflict(f'"{item.title}" is not deleted.')
    if item.state in CONSENTED:
        # One that is due later is sent then.
        want_back(Publication.item_id == item.id, now=utc_now())
    item.deleted_at = None
    add_event(item.id, EventKind.RESTORED)
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
