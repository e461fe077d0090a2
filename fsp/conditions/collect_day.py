"""Collecting the facts of the last day: one batch for Redis, two statements; what does not answer is unknown."""

from datetime import datetime, timedelta

import redis
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from fsp.conditions.facts.day import AnswerTotals, DayFacts, JobTotals, OverheadFacts, UptimeFacts
from fsp.extensions import db, end_reading
from fsp.history.service_rollup import read_service
from fsp.jobs.registry import user_job_types
from fsp.metrics.probes import PROBE_SECONDS
from fsp.metrics.service_spans import ServiceSpan, recent_service_read
from fsp.metrics.spans import SPAN_SECONDS, Span, recent_read, spans_of_all_read
from fsp.models.job_request import JobRequest, RequestState
from fsp.redis_ops.reads import Batch

DAY, MONTH = timedelta(hours=24), timedelta(days=30)
PROCESSING_SCHEDULE = "dead-letter-processing"

MONITORING = ("health-check-and-alerting", "performance-aggregation", "deliver-notices")
"""The job types that do nothing but monitor."""


def collect_day(connection: redis.Redis, now: datetime, *, has_database: bool = True) -> DayFacts:
    """Return the facts of the last day; raise the errors of a Redis that is down."""
    batch = Batch(connection)
    jobs = batch.add(recent_read([found.name for found in user_job_types()], now=now, window=DAY))
    answers = batch.add(recent_service_read(now=now, window=DAY))
    monitoring = batch.add(spans_of_all_read(MONITORING, now=now, window=DAY))
    batch.send()
    return DayFacts(
        jobs=_jobs(list(jobs.value.values())),
        answers=AnswerTotals(answers.value.requests, answers.value.errors, answers.value.quantile(0.95)),
        overhead=_overhead([span for spans in monitoring.value.values() for span in spans], answers.value),
        uptime=_uptime(connection, now) if has_database else None,
        dead_letters_processed_at=processed_at(now) if has_database else None,
    )


def processed_at(now: datetime) -> tuple[datetime, ...] | None:
    """Return when dead letters were processed within the last 24 hours, oldest first; None if it is not known."""
    try:
        moments = db.session.scalars(
            select(JobRequest.settled_at)
            .where(
                JobRequest.schedule == PROCESSING_SCHEDULE,
                JobRequest.state == RequestState.DONE,
                JobRequest.settled_at > now - DAY,
            )
            .order_by(JobRequest.settled_at)
        ).all()
        end_reading()
    except SQLAlchemyError:
        db.session.rollback()
        return None
    return tuple(moment for moment in moments if moment is not None)


def _jobs(spans: list[Span]) -> JobTotals:
    return JobTotals(
        ended=sum(span.ended for span in spans),
        failed=sum(span.failed for span in spans),
        succeeded=sum(span.succeeded for span in spans),
        run_seconds=sum(span.run_seconds for span in spans),
    )


def _overhead(spans: list[Span], answers: ServiceSpan) -> OverheadFacts:
    # One of these jobs runs each minute, so a span without any is one in which FSP did not run.
    covered = len({span.start for span in spans}) * SPAN_SECONDS
    cpu_seconds = sum(span.cpu_seconds for span in spans) + answers.counting_seconds
    return OverheadFacts(cpu_seconds, covered, sum(span.ended for span in spans) + answers.requests)


def _uptime(connection: redis.Redis, now: datetime) -> UptimeFacts | None:
    try:
        service = read_service(connection, now=now, window=MONTH)
    except SQLAlchemyError:
        db.session.rollback()
        return None
    expected = MONTH.total_seconds() / PROBE_SECONDS
    return UptimeFacts(service.up, service.down, max(0.0, 1 - (service.up + service.down) / expected))
