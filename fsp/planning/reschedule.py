"""Moves posts to other times: to a day, by some days, into the next free slots. Each move can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from sqlalchemy import select

from fsp.clock import iso
from fsp.content.lifecycle import Step
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.local_time import LocalTime, moved_by_days, moved_to_day, resolve, zone_of
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.planning.free_slots import next_free
from fsp.planning.slots import read_slots, taken_moments
from fsp.publishing.item_step import refuse
from fsp.publishing.schedule import schedule_item, unschedule_item
from fsp.stores import db

MAX_ITEMS = 500
MAX_DAYS = 3660
DEFAULT_TIME = time(9)
"""For a post without a time, in a project without a slot on that day."""

_MOVABLE = frozenset({ItemState.DRAFT, ItemState.REVIEW, ItemState.SCHEDULED, ItemState.FAILED, ItemState.UNPUBLISHED})


@dataclass(frozen=True)
class Moved:
    """A post that was moved: its time before (None if it was not scheduled) and after."""

    item: Item
    before: datetime | None
    after: datetime
    note: str = ""


def move_to_day(item_ids: Sequence[int], day: date) -> list[Moved]:
    """Schedule posts for a day, each at its own time of day; one without a time gets the first slot of that day."""

    def on_day(item: Item, project: Project, zone: tzinfo) -> LocalTime:
        if item.publish_at is not None:
            return moved_to_day(item.publish_at, day, zone)
        slot = next((slot for slot in read_slots(project) if slot.weekday == day.weekday()), None)
        return resolve(day, slot.at if slot else DEFAULT_TIME, zone)

    return _move(item_ids, on_day)


def move_by_days(item_ids: Sequence[int], days: int) -> list[Moved]:
    """Move scheduled posts by some days, each at its own time of day; raise Conflict for a post without a time."""
    if not -MAX_DAYS <= days <= MAX_DAYS:
        raise InvalidInput(f"A move is limited to {MAX_DAYS} days, got {days}.")

    def by_days(item: Item, _: Project, zone: tzinfo) -> LocalTime:
        if item.publish_at is None:
            raise Conflict(f'"{item.title}" has no time that could be moved. Schedule it first.')
        return moved_by_days(item.publish_at, days, zone)

    return _move(item_ids, by_days)


def fill_slots(item_ids: Sequence[int], *, after: datetime) -> list[Moved]:
    """Schedule posts in the next free slots of their projects, in the given order."""
    taken: dict[int, set[datetime]] = {}

    def in_slot(_: Item, project: Project, zone: tzinfo) -> LocalTime:
        if project.id not in taken:
            taken[project.id] = taken_moments(project, except_items=item_ids)
        local = next_free(read_slots(project), taken[project.id], after=after, zone=zone)
        taken[project.id].add(local.moment)
        return local

    return _move(item_ids, in_slot)


def fill_after(item_ids: Sequence[int], other: Item, *, now: datetime) -> list[Moved]:
    """Schedule posts in the free slots after another post; raise Conflict if that one has no time."""
    if other.publish_at is None:
        raise Conflict(f'"{other.title}" has no time. Schedule it first.')
    return fill_slots(item_ids, after=max(now, other.publish_at))


def restore_times(times: dict[int, datetime | None]) -> list[Item]:
    """Give posts back their earlier times; None unschedules a post."""
    items = _items(list(times))
    for item in items:
        moment = times[item.id]
        if moment is not None:
            schedule_item(item, moment)
        elif item.state == ItemState.SCHEDULED:
            unschedule_item(item)
    return items


def times_as_text(moves: Sequence[Moved]) -> str:
    """Return the times before a move, for its undo: "12=2026-05-01T09:30:00Z,13="."""
    return ",".join(f"{move.item.id}={iso(move.before) if move.before else ''}" for move in moves)


def times_of_text(text: str) -> dict[int, datetime | None]:
    """Read what `times_as_text` wrote; raise InvalidInput for anything else."""
    try:
        pairs = [part.split("=") for part in text.split(",") if part]
        return {int(number): datetime.fromisoformat(moment) if moment else None for number, moment in pairs}
    except ValueError:
        raise InvalidInput(f'The times must have the form "12=2026-05-01T09:30:00Z,13=", got "{text:.100}".') from None


def _move(item_ids: Sequence[int], place: Callable[[Item, Project, tzinfo], LocalTime]) -> list[Moved]:
    """Decide every move before the first one is made, so that a refused one changes nothing."""
    plans = []
    for item in _items(item_ids):
        if item.state not in _MOVABLE:
            raise Conflict(f'"{item.title}" is {item.state} and cannot be moved. Unpublish it first.')
        refuse(Step.SCHEDULE, item)
        project = db.session.get_one(Project, item.project_id)
        local = place(item, project, zone_of(project.timezone))
        before = item.publish_at if item.state == ItemState.SCHEDULED else None
        plans.append(Moved(item, before, local.moment, local.note))
    for plan in plans:
        schedule_item(plan.item, plan.after)
    return plans


def _items(item_ids: Sequence[int]) -> list[Item]:
    """Return the posts in the given order; raise NotFound for one that is not there."""
    if not 0 < len(item_ids) <= MAX_ITEMS:
        raise InvalidInput(f"Choose 1 to {MAX_ITEMS} posts, got {len(item_ids)}.")
    by_id = {item.id: item for item in db.session.scalars(select(Item).where(Item.id.in_(item_ids)))}
    missing = [item_id for item_id in item_ids if item_id not in by_id or by_id[item_id].deleted_at]
    if missing:
        raise NotFound(f"Post {missing[0]} does not exist, or was deleted.")
    return [by_id[item_id] for item_id in dict.fromkeys(item_ids)]
