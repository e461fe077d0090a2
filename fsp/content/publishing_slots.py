"""Recurring times in the week, in which posts of a project are published."""

from dataclasses import dataclass
from datetime import time

from fsp.errors import InvalidInput

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
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


def _slot(part: str) -> Slot:
    name, _, clock = part.partition(" ")
    try:
        weekday = [day.lower() for day in WEEKDAYS].index(name[:3].lower())
        at = time.fromisoformat(clock.strip().rjust(5, "0"))
    except ValueError:
        raise InvalidInput(f'A slot is a weekday and a time, such as "Mon 09:00", got "{part:.40}".') from None
    return Slot(weekday, at.hour * MINUTES_PER_HOUR + at.minute)
