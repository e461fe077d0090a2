"""Rolls up HTTP responses and availability: five-minute spans from Redis, then hours, as for jobs."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import redis
from sqlalchemy import delete, func, select

from fsp.clock import from_epoch
from fsp.history.rollup import HOUR_SECONDS, KEPT_IN_REDIS, LATE, RollUpReport
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.extremes import extremes_of
from fsp.metrics.service_spans import ServiceSpan, read_service_spans, service_spans_read, service_total
from fsp.metrics.stored_sketch import sketch_of
from fsp.models.service_metrics import ServiceMetrics
from fsp.redis_ops.reads import Read, joined
from fsp.stored import readable, whole_of
from fsp.stores import db, end_reading


def roll_up_service(connection: redis.Redis, now: datetime) -> RollUpReport:
    """Write the spans and hours that may have changed since the last run. Safe to repeat and to interrupt."""
    spans = read_service_spans(connection, since=_since(now), until=now)
    _replace(SPAN_SECONDS, spans)
    hours = [_hour(start) for start in sorted({span.start - span.start % HOUR_SECONDS for span in spans})]
    _replace(HOUR_SECONDS, hours)
    return RollUpReport(len(spans), len(hours))


def read_service_metrics(*, resolution_seconds: int, since: datetime, until: datetime) -> list[ServiceSpan]:
    """Return the metrics in [since, until), oldest first."""
    rows = db.session.scalars(
        select(ServiceMetrics)
        .where(
            ServiceMetrics.resolution_seconds == resolution_seconds,
            ServiceMetrics.span_start >= since,
            ServiceMetrics.span_start < until,
        )
        .order_by(ServiceMetrics.span_start)
    ).all()
    end_reading()
    return [_span(row) for row in rows]


def service_read(*, now: datetime, window: timedelta) -> Read[ServiceSpan]:
    """Return a read for a window of any length as one span: hours from SQL, and the last two days from Redis.

    The hours are read from SQL immediately.
    """
    oldest = from_epoch((now - KEPT_IN_REDIS).timestamp() // HOUR_SECONDS * HOUR_SECONDS)
    since = now - window
    rolled = read_service_metrics(resolution_seconds=HOUR_SECONDS, since=since, until=oldest) if since < oldest else []
    recent = service_spans_read(since=max(since, oldest), until=now)
    return joined(lambda spans: service_total([*rolled, *spans]), recent)


def _since(now: datetime) -> datetime:
    # Hours are written last, so an interrupted run starts again where it began.
    last = db.session.scalar(
        select(func.max(ServiceMetrics.span_start)).where(
            ServiceMetrics.resolution_seconds == HOUR_SECONDS,
            # Future hours were written before a clock was set back. They must not exclude the hours until then.
            ServiceMetrics.span_start <= now,
        )
    )
    db.session.commit()
    oldest = now - KEPT_IN_REDIS
    return max(last - LATE, oldest) if last else oldest


def _hour(start: int) -> ServiceSpan:
    begin = from_epoch(start)
    end = begin + timedelta(seconds=HOUR_SECONDS)
    whole = service_total(read_service_metrics(resolution_seconds=SPAN_SECONDS, since=begin, until=end))
    return ServiceSpan(**{**vars(whole), "start": start})


def _replace(resolution_seconds: int, spans: list[ServiceSpan]) -> None:
    if not spans:
        return
    db.session.execute(
        delete(ServiceMetrics)
        .where(
            ServiceMetrics.resolution_seconds == resolution_seconds,
            ServiceMetrics.span_start.in_([from_epoch(span.start) for span in spans]),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.add_all([_row(span, resolution_seconds) for span in spans])
    db.session.commit()


def _row(span: ServiceSpan, resolution_seconds: int) -> ServiceMetrics:
    return ServiceMetrics(
        resolution_seconds=resolution_seconds,
        span_start=from_epoch(span.start),
        requests=span.requests,
        errors=span.errors,
        seconds_sum=span.seconds,
        seconds_min=span.extremes.least if span.extremes else None,
        seconds_max=span.extremes.most if span.extremes else None,
        seconds_sketch={str(index): count for index, count in span.sketch.items()},
        rules={rule: [count, span.rule_errors[rule]] for rule, count in span.rule_requests.items()},
        up=span.up,
        down=span.down,
    )


def _span(row: ServiceMetrics) -> ServiceSpan:
    sketch, rules = sketch_of(row.seconds_sketch), readable(_rule, row.rules.items())
    return ServiceSpan(
        start=int(row.span_start.timestamp()),
        requests=row.requests,
        errors=row.errors,
        seconds=row.seconds_sum,
        sketch=sketch,
        extremes=extremes_of(row.seconds_min, row.seconds_max, sketch=sketch),
        rule_requests=Counter({rule: requests for rule, requests, _ in rules}),
        rule_errors=Counter({rule: errors for rule, _, errors in rules if errors}),
        up=row.up,
        down=row.down,
    )


def _rule(counted: tuple[str, Any]) -> tuple[str, int, int]:
    rule, (requests, errors) = counted
    return rule, whole_of(requests), whole_of(errors)
