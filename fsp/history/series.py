"""Metrics of a job type over an hour, a day, a week or a month, in steps suitable for a chart."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import redis

from fsp.clock import from_epoch
from fsp.history.rollup import HOUR_SECONDS, read_metrics
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.spans import Span, read_spans, total

RECENT = timedelta(days=1)
"""Within this time five-minute spans are read; before that, hourly roll-ups."""


class Range(StrEnum):
    """The time range of a chart, as named in the URL."""

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
"""The length and the step of each range: 12, 96, 84 and 120 steps."""


@dataclass(frozen=True)
class Point:
    """The values of one step."""

    at: datetime
    span: Span


def read_series(connection: redis.Redis, job_type: str, length: Range, now: datetime) -> list[Point]:
    """Return every step of the range, oldest first, the current one last. Redis has the most recent data."""
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
    # What Redis has lost is filled in from SQL: everything before its oldest span.
    lost_until = from_epoch(fresh[0].start) if fresh else now
    stored = read_metrics(job_type, resolution_seconds=SPAN_SECONDS, since=since, until=lost_until)
    return [*stored, *fresh]
