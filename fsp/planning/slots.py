"""Reads and replaces the recurring slots of a project."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from fsp.content.publishing_slots import Slot
from fsp.errors import InvalidInput
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publishing_slot import PublishingSlot
from fsp.stores import db

MAX_SLOTS = 100


def read_slots(project: Project) -> tuple[Slot, ...]:
    """Return the slots, in the order of the week."""
    rows = db.session.execute(
        select(PublishingSlot.weekday, PublishingSlot.minute)
        .where(PublishingSlot.project_id == project.id)
        .order_by(PublishingSlot.weekday, PublishingSlot.minute)
    )
    return tuple(Slot(weekday, minute) for weekday, minute in rows)


def replace_slots(project: Project, slots: Sequence[Slot]) -> None:
    """Store these slots in place of the current ones; raise InvalidInput for too many."""
    if len(slots) > MAX_SLOTS:
        raise InvalidInput(f"A project has at most {MAX_SLOTS} slots, got {len(slots)}.")
    db.session.execute(delete(PublishingSlot).where(PublishingSlot.project_id == project.id))
    db.session.add_all(
        PublishingSlot(project_id=project.id, weekday=slot.weekday, minute=slot.minute) for slot in slots
    )
    db.session.commit()


def taken_moments(project: Project, *, except_items: Iterable[int] = ()) -> set[datetime]:
    """Return the times of the scheduled posts of a project."""
    rows = db.session.scalars(
        select(Item.publish_at).where(
            Item.project_id == project.id,
            Item.state == ItemState.SCHEDULED,
            Item.publish_at.is_not(None),
            Item.deleted_at.is_(None),
            Item.id.not_in(list(except_items)),
        )
    )
    return {moment for moment in rows if moment is not None}
