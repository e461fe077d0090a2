"""The times that the page of a post suggests: the next free slot, and the one after the last post of its series."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import select

from fsp.local_time import ClockChange, LocalTime, next_clock_change, zone_of
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.planning.free_slots import free_slots
from fsp.planning.slots import read_slots, taken_moments
from fsp.stores import db

CLOCK_CHANGE_DAYS = 60
"""How long before a change of clocks it is explained."""


@dataclass(frozen=True)
class SuggestedTimes:
    """Free times for one post, in the zone of its project. None for what there is not."""

    zone: tzinfo
    has_slots: bool = False
    next_free: LocalTime | None = None
    previous: Item | None = None
    """The last post of the same series that has a time."""
    after_previous: LocalTime | None = None
    clock_change: ClockChange | None = None

    @property
    def clock_change_words(self) -> str:
        """Return what happens to posts on the day when clocks change; empty if none is near."""
        change = self.clock_change
        if change is None:
            return ""
        hours = f"{change.first:%H:%M} to {change.last:%H:%M}"
        if change.is_forward:
            happens = f"forward: {hours} does not exist, and a post for that time is published later by the same amount"
        else:
            happens = f"back: {hours} occurs twice, and a post for that time is published the first time"
        return f"On {change.day:%-d %B %Y} clocks in {self.zone} go {happens}."


def suggest_times(item: Item, project: Project, *, now: datetime) -> SuggestedTimes:
    """Return what the page of a post suggests."""
    zone = zone_of(project.timezone)
    clock_change = next_clock_change(now, zone, days=CLOCK_CHANGE_DAYS)
    slots = read_slots(project)
    if not slots:
        return SuggestedTimes(zone, clock_change=clock_change)
    taken = taken_moments(project)
    previous = _previous(item) if item.series else None
    later = max(now, previous.publish_at) if previous and previous.publish_at else None
    return SuggestedTimes(
        zone,
        has_slots=True,
        next_free=next(free_slots(slots, taken, after=now, zone=zone), None),
        previous=previous,
        after_previous=next(free_slots(slots, taken, after=later, zone=zone), None) if later else None,
        clock_change=clock_change,
    )


def _previous(item: Item) -> Item | None:
    """Return the last other post of the series that is scheduled or published."""
    query = (
        select(Item)
        .where(
            Item.project_id == item.project_id,
            Item.series == item.series,
            Item.id != item.id,
            Item.publish_at.is_not(None),
            Item.state.in_((ItemState.SCHEDULED, ItemState.PUBLISHED)),
            Item.deleted_at.is_(None),
        )
        .order_by(Item.publish_at.desc(), Item.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)
