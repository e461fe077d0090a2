"""Rolls up metrics: five-minute spans, which Redis keeps for two days, go to SQL and then into hours.

Every row is rebuilt from its parts and replaces the previous one. So a repeated roll-up changes nothing, and late data
is included the next time.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy import delete, func, select

from fsp.clock import from_epoch
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.current_counters import read_counters
from fsp.metrics.extremes import extremes_of
from fsp.metrics.spans import Span, read_spans, total
from fsp.metrics.stored_sketch import sketch_of
from fsp.models.job_metrics import JobMetrics
from fsp.redis_ops.set_aside import SetAside
from fsp.stored import whole_numbers_of
from fsp.stores import db

HOUR_SECONDS = 3600
LATE = timedelta(hours=2)
"""A span may change this long after its end: jobs of a lost worker are counted when they end, but clocks differ."""

KEPT_IN_REDIS = timedelta(days=2)


@dataclass(frozen=True)
class RollUpReport:
    """How many rows were written, and which types could not be rolled up."""

    spans: int
    hours: int
    set_aside: int = 0
    named: tuple[str, ...] = ()


def roll_up(connection: redis.Redis, now: datetime) -> RollUpReport:
    """Write the spans and hours that may have changed since the last run. Safe to repeat and to interrupt."""
    spans = hours = 0
    aside = SetAside(connection, "metrics")
    for job_type in sorted({row.job_type for row in read_counters(connection)}):
        try:
            written = _roll_up_one(connection, job_type, now)
        except Exception as error:  # noqa: BLE001  (whatever is wrong with one type, the next one is rolled up)
            db.session.rollback()
            aside.add(job_type, error)
            continue
        spans, hours = spans + written.spans, hours + written.hours
    return RollUpReport(spans, hours, aside.count, tuple(aside.names))


def _roll_up_one(connection: redis.Redis, job_type: str, now: datetime) -> RollUpReport:
    spans = read_spans(connection, job_type, since=_since(job_type, now), until=now)
    _replace(job_type, SPAN_SECONDS, spans)
    touched = sorted({span.start - span.start % HOUR_SECONDS for span in spans})
    whole = [_hour(job_type, start) for start in touched]
    _replace(job_type, HOUR_SECONDS, whole)
    return RollUpReport(len(spans), len(whole))


def read_metrics(job_type: str, *, resolution_seconds: int, since: datetime, until: datetime) -> list[Span]:
    """Return the metrics of a type in [since, until), oldest first."""
    rows = db.session.scalars(
        select(JobMetrics)
        .where(
            JobMetrics.job_type == job_type,
            JobMetrics.resolution_seconds == resolution_seconds,
            JobMetrics.span_start >= since,
            JobMetrics.span_start < until,
        )
        .order_by(JobMetrics.span_start)
    ).all()
    db.session.commit()
    return [_span(row) for row in rows]


def _since(job_type: str, now: datetime) -> datetime:
    # Hours are written last, so an interrupted run starts again where it began.
    last = db.session.scalar(
        select(func.max(JobMetrics.span_start)).where(
            JobMetrics.job_type == job_type,
            JobMetrics.resolution_seconds == HOUR_SECONDS,
            # Future hours were written before a clock was set back. They must not exclude the hours until then.
            JobMetrics.span_start <= now,
        )
    )
    db.session.commit()
    oldest = now - KEPT_IN_REDIS
    return max(last - LATE, oldest) if last else oldest


def _hour(job_type: str, start: int) -> Span:
    begin = from_epoch(start)
    parts = read_metrics(
        job_type, resolution_seconds=SPAN_SECONDS, since=begin, until=begin + timedelta(seconds=HOUR_SECONDS)
    )
    whole = total(job_type, parts)
    return Span(**{**vars(whole), "start": start})


def _replace(job_type: str, resolution_seconds: int, spans: list[Span]) -> None:
    if not spans:
        return
    starts = [from_epoch(span.start) for span in spans]
    db.session.execute(
        delete(JobMetrics)
        .where(
            JobMetrics.job_type == job_type,
            JobMetrics.resolution_seconds == resolution_seconds,
            JobMetrics.span_start.in_(starts),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.add_all([_row(span, resolution_seconds) for span in spans])
    db.session.commit()


def _row(span: Span, resolution_seconds: int) -> JobMetrics:
    return JobMetrics(
        job_type=span.job_type,
        resolution_seconds=resolution_seconds,
        span_start=from_epoch(span.start),
        outcomes=dict(span.outcomes),
        run_seconds_sum=span.run_seconds,
        run_seconds_sketch=_as_json(span.run_sketch),
        run_seconds_min=span.run_extremes.least if span.run_extremes else None,
        run_seconds_max=span.run_extremes.most if span.run_extremes else None,
        wait_seconds_sum=span.wait_seconds,
        wait_seconds_sketch=_as_json(span.wait_sketch),
        wait_seconds_min=span.wait_extremes.least if span.wait_extremes else None,
        wait_seconds_max=span.wait_extremes.most if span.wait_extremes else None,
    )


def _span(row: JobMetrics) -> Span:
    run_sketch, wait_sketch = sketch_of(row.run_seconds_sketch), sketch_of(row.wait_seconds_sketch)
    return Span(
        job_type=row.job_type,
        start=int(row.span_start.timestamp()),
        outcomes=Counter(whole_numbers_of(row.outcomes)),
        run_sketch=run_sketch,
        wait_sketch=wait_sketch,
        run_seconds=row.run_seconds_sum,
        wait_seconds=row.wait_seconds_sum,
        run_extremes=extremes_of(row.run_seconds_min, row.run_seconds_max, sketch=run_sketch),
        wait_extremes=extremes_of(row.wait_seconds_min, row.wait_seconds_max, sketch=wait_sketch),
    )


def _as_json(sketch: Counter[int]) -> dict[str, int]:
    return {str(index): count for index, count in sketch.items()}
