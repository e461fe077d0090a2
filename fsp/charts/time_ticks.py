"""Ticks of a time axis: round local times of a zone, also on days with a clock change."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

STEPS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 10080))
MAX_TICKS = 6


def time_ticks(first: datetime, last: datetime, zone: tzinfo) -> list[datetime]:
    """Return round local times of the zone. A skipped hour has none, a repeated hour has two."""
    step = next((step for step in STEPS if (last - first) / step <= MAX_TICKS), (last - first) / MAX_TICKS)
    if step >= timedelta(days=1):
        return _midnights(first, last, zone, every=max(step.days, 1))
    minute = timedelta(minutes=1)
    at = first.astimezone(UTC).replace(second=0, microsecond=0)
    stride = min(step, timedelta(minutes=15))
    at += (-((at - datetime(1970, 1, 1, tzinfo=UTC)) % stride)) % stride
    ticks = []
    while at <= last:
        seen = at.astimezone(zone)
        since_midnight = timedelta(hours=seen.hour, minutes=seen.minute)
        if at >= first and since_midnight % step < minute:
            ticks.append(at)
        at += stride
    return ticks


def _midnights(first: datetime, last: datetime, zone: tzinfo, *, every: int) -> list[datetime]:
    day, end, midnights = first.astimezone(zone).date(), last.astimezone(zone).date(), []
    while day <= end:
        if day.toordinal() % every == 0:
            midnights += _beginnings(day, zone)
        day += timedelta(days=1)
    return [at for at in midnights if first <= at <= last]


def _beginnings(day: date, zone: tzinfo) -> list[datetime]:
    """Return when midnight occurs in the zone: once, twice if it is repeated, or never if it is skipped."""
    shown = [datetime.combine(day, time(), zone).replace(fold=fold) for fold in (0, 1)]
    moments = sorted({moment.astimezone(UTC) for moment in shown})
    return [at for at in moments if at.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, time())]
