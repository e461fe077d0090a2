"""Recurring slots of a project, and the next ones that are free."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from fsp.errors import Conflict, InvalidInput
from fsp.local_time import resolve

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MAX_DAYS = 366 * 5
"""How far ahead a free slot is searched."""

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, order=True)
class Slot:
    """A time in each week: `weekday` counts from Monday as 0, `minute` from midnight in the project's zone."""

    weekday: int
    minute: int

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"

    @property
    def at(self) -> time:
        """Return the time of day."""
        return time(self.minute // MINUTES_PER_HOUR, self.minute % MINUTES_PER_HOUR)


def parse_slots(text: str) -> tuple[Slot, ...]:
    """Return the slots in a text such as "Mon 09:00, Thu 18:30"; raise InvalidInput that names the first bad one."""
    parts = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    return tuple(sorted({_slot(part) for part in parts}))


def free_slots(
    slots: Sequence[Slot], taken: Container[datetime], *, after: datetime, zone: tzinfo
) -> Iterator[datetime]:
    """Yield the free moments of the slots after a moment, in order, up to five years ahead."""
    first = after.astimezone(zone).date()
    for number in range(MAX_DAYS):
        day = _later(first, number)
        if day is None:
            return
        for slot in sorted(slots):
            if slot.weekday == day.weekday():
                moment = resolve(day, slot.at, zone).moment
                if moment > after and moment not in taken:
                    yield moment


def next_free(slots: Sequence[Slot], taken: Container[datetime], *, after: datetime, zone: tzinfo) -> datetime:
    """Return the next free moment; raise Conflict if the project has no slots, or none is free."""
    if not slots:
        raise Conflict("The project has no slots. Add some, such as Mon 09:00, on its calendar.")
    moment = next(free_slots(slots, taken, after=after, zone=zone), None)
    if moment is None:
        raise Conflict("No slot is free in the next five years. Add more slots.")
    return moment


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _slot(part: str) -> Slot:
    name, _, clock = part.partition(" ")
    try:
        weekday = [day.lower() for day in WEEKDAYS].index(name[:3].lower())
        at = time.fromisoformat(clock.strip().rjust(5, "0"))
    except ValueError:
        raise InvalidInput(f'A slot is a weekday and a time, such as "Mon 09:00", got "{part:.40}".') from None
    return Slot(weekday, at.hour * MINUTES_PER_HOUR + at.minute)
