"""What happened to a job type over an hour, a day, a week or a month, in steps fit for a chart."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import redis

from fsp.clock import from_epoch
from fsp.history.rollup import HOUR_SECONDS, read_metrics
from fsp.metrics.spans import SPAN_SECONDS, Span, read_spans, total

RECENT = timedelta(days=1)
"""So far back the spans of five minutes are read; before that, the hours they were rolled up to."""


class Range(StrEnum):
    """How far back a chart goes, as it stands in the address."""

    HOUR = "1h"
    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"


LENGTHS = {
    Range.HOUR: (timedelta(hours=1), timedelta(minutes=5)),
    Range.DAY: (timedelta(days=1), timedelta(minutes=15)),
    Range.WEEK: (timedelta(days=7), timedelta(hours=2)),
    Range.MONTH: (timedelta(days=30), timedelta(hours=6)),
}
"""How long each range is, and its steps: 12, 96, 84 and 120 of them."""


@dataclass(frozen=True)
class Point:
    """What happened from one moment to the next step."""

    at: datetime
    span: Span


def read_series(connection: redis.Redis, job_type: str, length: Range, now: datetime) -> list[Point]:
    """Return every step of the range, oldest first, the running one last; Redis knows best what is recent."""
    whole, step = LENGTHS[length]
    step_seconds = round(step.total_seconds())
    last = int(now.timestamp()) // step_seconds * step_seconds
    first = last - round(whole.total_seconds()) + step_seconds
    boundary = from_epoch(max(first, int((now - RECENT).timestamp()) // HOUR_SECONDS * HOUR_SECONDS))
    spans = [*_hours(job_type, from_epoch(first), boundary), *_recent(connection, job_type, boundary, now)]
    steps: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        steps[span.start // step_seconds * step_seconds].append(span)
    return [Point(from_epoch(start), total(job_type, steps[start])) for start in range(first, last + 1, step_seconds)]


def _hours(job_type: str, since: datetime, until: datetime) -> list[Span]:
    if since >= until:
        return []
    return read_metrics(job_type, resolution_seconds=HOUR_SECONDS, since=since, until=until)


def _recent(connection: redis.Redis, job_type: str, since: datetime, now: datetime) -> list[Span]:
    fresh = read_spans(connection, job_type, since=since, until=now)
    # What Redis has lost is filled in from SQL: all before the oldest span it has.
    lost_until = from_epoch(fresh[0].start) if fresh else now
    stored = read_metrics(job_type, resolution_seconds=SPAN_SECONDS, since=since, until=lost_until)
    return [*stored, *fresh]
