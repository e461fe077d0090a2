"""Schedules, unschedules and immediately publishes posts."""

from datetime import datetime

import redis

from fsp.clock import iso
from fsp.content.item_history import add_event
from fsp.content.lifecycle import Step
from fsp.models.item import Item, ItemState
from fsp.models.item_event import EventKind
from fsp.publishing.due import enqueue_item
from fsp.publishing.hand_out import want_everywhere
from fsp.publishing.item_step import take_step
from fsp.stores import db


def schedule_item(item: Item, moment: datetime) -> None:
    """Schedule the post for this time; raise Conflict if it has no text yet, or lacks an approval."""
    before = item.publish_at
    post = take_step(Step.SCHEDULE, item, publish_at=moment, held_because="")
    is_moved = post.state == ItemState.SCHEDULED and before is not None
    kind = EventKind.RESCHEDULED if is_moved else EventKind.SCHEDULED
    add_event(item.id, kind, to=iso(moment), before=iso(before) if is_moved and before else "")
    db.session.commit()


def unschedule_item(item: Item) -> None:
    """Unschedule a post; raise Conflict if it is not scheduled."""
    take_step(Step.UNSCHEDULE, item, publish_at=None)
    add_event(item.id, EventKind.UNSCHEDULED)
    db.session.commit()


def publish_now(item: Item, *, connection: redis.Redis, now: datetime) -> None:
    """Make the post due and enqueue it immediately. If the job is lost, the sweep finds the post."""
    # A past date stays, so that publishing again does not move a post in the feed.
    is_past = item.publish_at is not None and item.publish_at <= now
    take_step(Step.PUBLISH, item, publish_at=item.publish_at if is_past else now, held_because="")
    add_event(item.id, EventKind.PUBLISH_REQUESTED)
    db.session.commit()
    want_everywhere(item, now)
    enqueue_item(connection, item.id, item.current_revision_id)
