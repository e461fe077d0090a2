"""The next moments of a project's recurring slots that are free."""

from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo

from fsp.content.publishing_slots import Slot
from fsp.errors import Conflict
from fsp.local_time import LocalTime, resolve

MAX_DAYS = 366 * 5
"""How far ahead a free slot is searched."""


def free_slots(
    slots: Sequence[Slot], taken: Container[datetime], *, after: datetime, zone: tzinfo
) -> Iterator[LocalTime]:
    """Yield the free times of the slots after a moment, in order, up to five years ahead.

    On a day when clocks go forward, two slots can be the same moment, or change their order.
    """
    first = after.astimezone(zone).date()
    for number in range(MAX_DAYS):
        day = _later(first, number)
        if day is None:
            return
        times = {resolve(day, slot.at, zone) for slot in slots if slot.weekday == day.weekday()}
        by_moment = {local.moment: local for local in sorted(times, key=lambda local: local.note, reverse=True)}
        for moment in sorted(by_moment):
            if moment > after and moment not in taken:
                yield by_moment[moment]


def next_free(slots: Sequence[Slot], taken: Container[datetime], *, after: datetime, zone: tzinfo) -> LocalTime:
    """Return the next free time; raise Conflict if the project has no slots, or none is free."""
    if not slots:
        raise Conflict("The project has no slots. Add some, such as Mon 09:00, on its calendar.")
    local = next(free_slots(slots, taken, after=after, zone=zone), None)
    if local is None:
        raise Conflict("No slot is free in the next five years. Add more slots.")
    return local


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
