"""Schedules, unschedules and immediately publishes posts."""

from datetime import datetime

import redis
from sqlalchemy import select, update

from fsp.errors import Conflict
from fsp.models.item import Item, ItemState
from fsp.models.item_text import has_text
from fsp.publishing.due import enqueue_item
from fsp.publishing.hand_out import want_everywhere
from fsp.stores import db


def schedule_item(item: Item, moment: datetime) -> None:
    """Schedule the post for this time; raise Conflict if it has no text yet."""
    refuse_without_text(item)
    item.publish_at, item.state, item.held_because = moment, ItemState.SCHEDULED, ""
    db.session.commit()


def unschedule_item(item: Item) -> None:
    """Unschedule a post; raise Conflict if it is not scheduled."""
    updated = db.session.execute(
        update(Item)
        .where(Item.id == item.id, Item.state.in_([ItemState.SCHEDULED, ItemState.FAILED]))
        .values(state=ItemState.DRAFT, publish_at=None)
    )
    db.session.commit()
    db.session.refresh(item)
    if not updated.rowcount:  # type: ignore[attr-defined]
        raise Conflict(f'"{item.title}" is {item.state}, not scheduled. There is nothing to unschedule.')


def publish_now(item: Item, *, connection: redis.Redis, now: datetime) -> None:
    """Make the post due and enqueue it immediately. If the job is lost, the sweep finds the post."""
    refuse_without_text(item)
    item.state, item.held_because = ItemState.SCHEDULED, ""
    if item.publish_at is None or item.publish_at > now:
        # A past date stays, so that publishing again does not move a post in the feed.
        item.publish_at = now
    db.session.commit()
    want_everywhere(item, now)
    enqueue_item(connection, item.id, item.current_revision_id)


def refuse_without_text(item: Item) -> None:
    """Raise Conflict for a post that has no text, or was deleted."""
    if item.deleted_at is not None:
        raise Conflict(f'"{item.title}" is deleted. Restore it first.')
    if not db.session.scalar(select(has_text()).where(Item.id == item.id)):
        raise Conflict(f'"{item.title}" has no content yet. Write some or use a draft first.')
