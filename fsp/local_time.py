"""Local times of a project: what a day and a time of day mean in its zone, also on days when the clocks change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from fsp.errors import InvalidInput

_OF_THE_MACHINE = frozenset({"localtime", "posixrules", "Factory"})
"""Files of the time zone database that name no place: they mean something else on each machine."""


@dataclass(frozen=True)
class LocalTime:
    """A moment in UTC. `note` says how it was chosen if the local time does not exist, or exists twice."""

    moment: datetime
    note: str = ""


def zone_of(name: str) -> tzinfo:
    """Return the zone with this name; UTC if the name is empty or unknown."""
    try:
        return ZoneInfo(name) if name and name != "UTC" else UTC
    except (KeyError, ValueError, OSError):
        return UTC


def is_zone(name: str) -> bool:
    """Return whether there is a zone with this name, on any machine."""
    if name in _OF_THE_MACHINE or name.startswith(("posix/", "right/")):
        return False
    return name == "UTC" or zone_of(name) is not UTC


def checked_zone(name: str) -> str:
    """Return the name of a zone; raise InvalidInput if there is none with this name."""
    if not is_zone(name):
        raise InvalidInput(f'The time zone must be a name such as Europe/Berlin or UTC, got "{name:.64}".')
    return name


def resolve(day: date, at: time, zone: tzinfo) -> LocalTime:
    """Return the moment of a local time.

    A time that is skipped when clocks go forward moves by the same amount. Of a time that occurs twice when clocks go
    back, the first one is meant. (These are the rules of RFC 5545, section 3.3.5.)
    """
    local = datetime.combine(day, at, zone)
    moment = local.astimezone(UTC)
    shown = moment.astimezone(zone)
    clock = f"{at:%H:%M} on {day:%-d %B %Y}"
    if shown.replace(tzinfo=None) != local.replace(tzinfo=None):
        return LocalTime(
            moment, f"{clock} does not exist in {zone}, because clocks go forward. It is {shown:%H:%M} instead."
        )
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        return LocalTime(
            moment,
            f"{clock} occurs twice in {zone}, because clocks go back. The first one is used ({moment:%H:%M} UTC).",
        )
    return LocalTime(moment)


def moved_by_days(moment: datetime, days: int, zone: tzinfo) -> LocalTime:
    """Return the moment some days later or earlier, at the same local time of day."""
    local = moment.astimezone(zone)
    return resolve(local.date() + timedelta(days=days), local.time(), zone)


def moved_to_day(moment: datetime, day: date, zone: tzinfo) -> LocalTime:
    """Return the moment on another day, at the same local time of day."""
    return resolve(day, moment.astimezone(zone).time(), zone)


@dataclass(frozen=True)
class ClockChange:
    """A change of clocks on a day: the local times between `first` and `last` do not exist, or occur twice."""

    day: date
    first: time
    last: time
    is_forward: bool


def next_clock_change(after: datetime, zone: tzinfo, *, days: int) -> ClockChange | None:
    """Return the next change of clocks within some days of a moment; None if there is none."""
    early = after.astimezone(UTC).replace(second=0, microsecond=0)
    late = early + timedelta(days=1)
    for _ in range(days):
        if _offset(early, zone) != _offset(late, zone):
            break
        early, late = late, late + timedelta(days=1)
    else:
        return None
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) // 2
        early, late = (middle, late) if _offset(middle, zone) == _offset(early, zone) else (early, middle)
    changed = late.replace(second=0, microsecond=0)
    before, then = ((changed + _offset(moment, zone)).replace(tzinfo=None) for moment in (early, changed))
    first, last = min(before, then), max(before, then)
    return ClockChange(first.date(), first.time(), last.time(), is_forward=then > before)


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
