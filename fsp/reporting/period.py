"""The period of a report: whole days in a time zone, and the period before it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from fsp.errors import InvalidInput
from fsp.local_time import resolve, zone_of

MAX_DAYS = 3660
MAX_DAILY, MAX_WEEKLY = 45, 200
"""Up to this many days a chart has a bar for each day, or for each week."""
_WEEK, _QUARTER, _YEAR = 7, 3, 12


class PeriodName(StrEnum):
    """The periods to choose from. `week`, `month`, `quarter` and `year` are the last complete ones."""

    DAYS_7 = "7-days"
    DAYS_30 = "30-days"
    DAYS_90 = "90-days"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DATES = "dates"


TITLES = {
    PeriodName.DAYS_7: "Last 7 days",
    PeriodName.DAYS_30: "Last 30 days",
    PeriodName.DAYS_90: "Last 90 days",
    PeriodName.WEEK: "Last complete week",
    PeriodName.MONTH: "Last complete month",
    PeriodName.QUARTER: "Last complete quarter",
    PeriodName.YEAR: "Last complete year",
    PeriodName.DATES: "Own dates",
}

_DAYS = {PeriodName.DAYS_7: 7, PeriodName.DAYS_30: 30, PeriodName.DAYS_90: 90}
_MONTHS = {PeriodName.MONTH: 1, PeriodName.QUARTER: _QUARTER, PeriodName.YEAR: _YEAR}


@dataclass(frozen=True)
class Period:
    """Days in a zone, the first and the last one included."""

    name: PeriodName
    first: date
    last: date
    zone: str

    @property
    def since(self) -> datetime:
        """Return the moment of its beginning."""
        return self.moment_of(self.first)

    @property
    def until(self) -> datetime:
        """Return the moment of its end, which is not part of it."""
        return self.moment_of(self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        """Return the number of its days."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """Return its days for people, such as "1 May to 31 May 2026"."""
        if self.first == self.last:
            return f"{self.first:%-d %B %Y}"
        year = "" if self.first.year == self.last.year else f" {self.first.year}"
        return f"{self.first:%-d %B}{year} to {self.last:%-d %B %Y}"

    @property
    def before(self) -> "Period":
        """Return the period before it, of the same kind."""
        last = self.first - timedelta(days=1)
        months = _MONTHS.get(self.name)
        first = _months_before(self.first, months) if months else self.first - timedelta(days=self.days)
        return Period(self.name, first, last, self.zone)

    def moment_of(self, day: date) -> datetime:
        """Return the moment at which a day begins in its zone."""
        return resolve(day, time(), zone_of(self.zone)).moment

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment in its zone."""
        return moment.astimezone(zone_of(self.zone)).date()


def period_of(
    name: PeriodName, today: date, *, zone: str, first: date | None = None, last: date | None = None
) -> Period:
    """Return the period with this name as of today; raise InvalidInput for dates that make no period."""
    if name is PeriodName.DATES:
        return _checked(first, last, zone)
    if name in _DAYS:
        return Period(name, today - timedelta(days=_DAYS[name] - 1), today, zone)
    if name is PeriodName.WEEK:
        monday = today - timedelta(days=today.weekday())
        return Period(name, monday - timedelta(days=_WEEK), monday - timedelta(days=1), zone)
    months = _MONTHS[name]
    begin = date(today.year, (today.month - 1) // months * months + 1, 1)
    return Period(name, _months_before(begin, months), begin - timedelta(days=1), zone)


def buckets(period: Period) -> list[date]:
    """Return the first day of each bar of a chart: days, weeks from the first day, or months."""
    if period.days <= MAX_DAILY:
        return [period.first + timedelta(days=number) for number in range(period.days)]
    if period.days <= MAX_WEEKLY:
        return [period.first + timedelta(days=number) for number in range(0, period.days, _WEEK)]
    months = [period.first]
    while (following := _months_before(months[-1].replace(day=1), -1)) <= period.last:
        months.append(following)
    return months


def bucket_title(period: Period) -> str:
    """Return what one bar is: a day, a week or a month."""
    if period.days <= MAX_DAILY:
        return "day"
    return "week" if period.days <= MAX_WEEKLY else "month"


def _checked(first: date | None, last: date | None, zone: str) -> Period:
    if first is None or last is None:
        raise InvalidInput("A period of own dates needs its first and its last day, such as 2026-05-01.")
    if last < first:
        raise InvalidInput(f"The last day {last} is before the first day {first}.")
    if (last - first).days >= MAX_DAYS:
        raise InvalidInput(f"A report covers at most {MAX_DAYS} days.")
    return Period(PeriodName.DATES, first, last, zone)


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
