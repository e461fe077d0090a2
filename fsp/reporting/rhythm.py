"""When a report by mail is due: a time of day in a zone, each day, week or month. No side effects."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fsp.local_time import resolve, zone_of
from fsp.models.report_subscription import ReportSubscription, Rhythm

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MAX_WEEKDAY, MAX_MONTH_DAY = 7, 31
_LOOKED_AT_DAYS = 63
"""The two latest times of any rhythm are within this many days."""


@dataclass(frozen=True)
class DueTimes:
    """The times of a subscription."""

    rhythm: Rhythm
    day: int
    minute: int
    zone: str

    @property
    def words(self) -> str:
        """Return when it is due, for people."""
        at = f"at {self.minute // 60:02}:{self.minute % 60:02} ({self.zone})"
        if self.rhythm is Rhythm.DAILY:
            return f"Every day {at}"
        if self.rhythm is Rhythm.WEEKLY:
            return f"Every {WEEKDAYS[self.day - 1]} {at}"
        return f"On day {self.day} of each month {at}"

    def latest(self, now: datetime) -> datetime:
        """Return the latest time until now."""
        today = now.astimezone(zone_of(self.zone)).date()
        days = (today - timedelta(days=number) for number in range(-1, _LOOKED_AT_DAYS))
        return next(moment for moment in self._moments(days) if moment <= now)

    def following(self, now: datetime) -> datetime:
        """Return the first time after now."""
        today = now.astimezone(zone_of(self.zone)).date()
        days = (today + timedelta(days=number) for number in range(-1, _LOOKED_AT_DAYS))
        return next(moment for moment in self._moments(days) if moment > now)

    def _moments(self, days: Iterator[date]) -> Iterator[datetime]:
        at = time(self.minute // 60, self.minute % 60)
        return (resolve(day, at, zone_of(self.zone)).moment for day in days if self._is_due_on(day))

    def _is_due_on(self, day: date) -> bool:
        if self.rhythm is Rhythm.WEEKLY:
            return day.isoweekday() == self.day
        if self.rhythm is Rhythm.MONTHLY:
            return day.day == min(self.day, monthrange(day.year, day.month)[1])
        return True


def due_times(subscription: ReportSubscription) -> DueTimes:
    """Return the times of a stored subscription."""
    return DueTimes(Rhythm(subscription.rhythm), subscription.day, subscription.minute, subscription.zone)


def latest_due(subscription: ReportSubscription, now: datetime) -> datetime | None:
    """Return the latest time that is due; None for one that is paused, or that was not yet due since it is active."""
    latest = due_times(subscription).latest(now)
    return latest if subscription.paused_at is None and latest > subscription.active_since else None
