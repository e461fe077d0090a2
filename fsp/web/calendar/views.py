"""The data of the calendar: the days of a month, a week or a list, in the zone of the project."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import islice

from sqlalchemy import select

from fsp.content.lookup import find_project
from fsp.content.publishing_slots import Slot
from fsp.errors import InvalidInput
from fsp.local_time import resolve, zone_of
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.planning.calendar import PlannedItem, read_planned, read_unplanned
from fsp.planning.free_slots import free_slots
from fsp.planning.slots import read_slots, taken_moments
from fsp.stores import db, end_reading

MIN_YEAR, MAX_YEAR = 1970, 9000
LIST_DAYS = 42
DAYS_PER_WEEK = 7
FREE_SHOWN = 3


class Span(StrEnum):
    """What the calendar shows."""

    MONTH = "month"
    WEEK = "week"
    LIST = "list"


@dataclass(frozen=True)
class Day:
    """One day with its posts and its free slots."""

    date: date
    items: tuple[PlannedItem, ...]
    slots: tuple[Slot, ...] = ()
    is_outside: bool = False
    """Whether it belongs to the month before or after."""


@dataclass(frozen=True)
class CalendarView:
    """A calendar at one time."""

    as_of: datetime
    span: Span
    at: date
    today: date
    zone: tzinfo
    zone_name: str
    project: Project | None
    projects: list[Project]
    days: tuple[Day, ...]
    unplanned: list[Item]
    slots: tuple[Slot, ...]
    next_free: tuple[datetime, ...]

    @property
    def weeks(self) -> list[tuple[Day, ...]]:
        """Return the days by week."""
        return [self.days[start : start + DAYS_PER_WEEK] for start in range(0, len(self.days), DAYS_PER_WEEK)]

    @property
    def previous(self) -> date:
        """Return a day in the span before."""
        return _shifted(self.span, self.at, -1)

    @property
    def following(self) -> date:
        """Return a day in the span after."""
        return _shifted(self.span, self.at, 1)

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the zone of the calendar."""
        return moment.astimezone(self.zone)


def read_calendar(now: datetime, *, slug: str, span: str, at: str, viewer_zone: str) -> CalendarView:
    """Read a calendar; raise InvalidInput for a span or a day that cannot be read."""
    project = find_project(slug) if slug else None
    zone_name = project.timezone if project else viewer_zone
    zone = zone_of(zone_name)
    today = now.astimezone(zone).date()
    shown = _span(span)
    day = _day(at) if at else today
    first, last = _bounds(shown, day)
    since, until = (resolve(edge, time(), zone).moment for edge in (first, last + timedelta(days=1)))
    items = read_planned(since, until, project_id=project.id if project else None)
    slots = read_slots(project) if project else ()
    view = CalendarView(
        as_of=now,
        span=shown,
        at=day,
        today=today,
        zone=zone,
        zone_name=zone_name,
        project=project,
        projects=_projects(),
        days=_days(first, last, items, slots, zone=zone, month=day.month if shown is Span.MONTH else None),
        unplanned=read_unplanned(project.id if project else None),
        slots=slots,
        next_free=_next_free(project, slots, now, zone) if project else (),
    )
    end_reading()
    return view


def _span(text: str) -> Span:
    try:
        return Span(text or Span.MONTH)
    except ValueError:
        raise InvalidInput(f'A calendar shows a month, a week or a list, got "{text:.40}".') from None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f'A day must have the form 2026-05-01, got "{text:.40}".') from None
    if not MIN_YEAR <= day.year <= MAX_YEAR:
        raise InvalidInput(f"A calendar shows the years {MIN_YEAR} to {MAX_YEAR}, got {day.year}.")
    return day


def _bounds(span: Span, day: date) -> tuple[date, date]:
    """Return the first and the last day shown. Weeks begin on Monday."""
    if span is Span.LIST:
        return day, day + timedelta(days=LIST_DAYS - 1)
    first = day.replace(day=1) if span is Span.MONTH else day
    last = _shifted(Span.MONTH, day, 1).replace(day=1) - timedelta(days=1) if span is Span.MONTH else day
    monday = first - timedelta(days=first.weekday())
    return monday, last + timedelta(days=DAYS_PER_WEEK - 1 - last.weekday())


def _shifted(span: Span, day: date, number: int) -> date:
    if span is Span.MONTH:
        months = day.year * 12 + day.month - 1 + number
        return date(months // 12, months % 12 + 1, 1)
    return day + timedelta(days=number * (DAYS_PER_WEEK if span is Span.WEEK else LIST_DAYS))


def _days(
    first: date, last: date, items: list[PlannedItem], slots: tuple[Slot, ...], *, zone: tzinfo, month: int | None
) -> tuple[Day, ...]:
    by_day: dict[date, list[PlannedItem]] = defaultdict(list)
    for planned in items:
        by_day[planned.at.astimezone(zone).date()].append(planned)
    return tuple(
        Day(
            day,
            tuple(by_day.get(day, ())),
            _free_on(day, by_day.get(day, []), slots, zone),
            is_outside=month is not None and day.month != month,
        )
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
    )


def _free_on(day: date, items: list[PlannedItem], slots: tuple[Slot, ...], zone: tzinfo) -> tuple[Slot, ...]:
    taken = {planned.at.astimezone(zone).time().replace(second=0, microsecond=0) for planned in items}
    return tuple(slot for slot in slots if slot.weekday == day.weekday() and slot.at not in taken)


def _next_free(project: Project, slots: tuple[Slot, ...], now: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    free = free_slots(slots, taken_moments(project), after=now, zone=zone)
    return tuple(local.moment for local in islice(free, FREE_SHOWN))


def _projects() -> list[Project]:
    return list(db.session.scalars(select(Project).where(Project.deleted_at.is_(None)).order_by(Project.title)))
