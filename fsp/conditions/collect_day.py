"""Collects the facts of the last day, in two round trips and two statements.

Data from a store that is down is unknown.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from fsp.conditions.facts.day import AnswerTotals, DayFacts, JobTotals, OverheadFacts, UptimeFacts
from fsp.history.service_rollup import service_read
from fsp.jobs.registry import user_job_types
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.probes import PROBE_SECONDS
from fsp.metrics.service_spans import ServiceSpan, recent_service_read
from fsp.metrics.spans import Span, recent_read, spans_of_all_read
from fsp.models.job_request import JobRequest, RequestState
from fsp.redis_ops.reads import Read, joined
from fsp.stores import db, end_reading

DAY, MONTH = timedelta(hours=24), timedelta(days=30)
PROCESSING_SCHEDULE = "dead-letter-processing"

MONITORING = ("health-check-and-alerting", "performance-aggregation", "deliver-notices")
"""Job types that only monitor."""


def day_read(now: datetime, *, has_database: bool = True) -> Read[DayFacts]:
    """Return a read of the last day from Redis that can be combined with others. SQL is read immediately."""
    jobs = recent_read([job_type.name for job_type in user_job_types()], now=now, window=DAY)
    answers, monitoring = recent_service_read(now=now, window=DAY), spans_of_all_read(MONITORING, now=now, window=DAY)
    facts = joined(_facts, jobs, answers, monitoring)
    if not has_database:
        return facts
    passes, uptime = processed_at(now), _uptime_read(now)
    return joined(lambda day, up: replace(day, uptime=up, dead_letters_processed_at=passes), facts, uptime)


def processed_at(now: datetime) -> tuple[datetime, ...] | None:
    """Return when dead letters were processed within the last 24 hours, oldest first; None if unknown."""
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


def _facts(jobs: dict[str, Span], answers: ServiceSpan, monitoring: dict[str, list[Span]]) -> DayFacts:
    return DayFacts(
        jobs=_jobs(list(jobs.values())),
        answers=AnswerTotals(answers.requests, answers.errors, answers.quantile(0.95)),
        overhead=_overhead([span for spans in monitoring.values() for span in spans], answers),
    )


def _jobs(spans: list[Span]) -> JobTotals:
    return JobTotals(
        ended=sum(span.ended for span in spans),
        failed=sum(span.failed for span in spans),
        succeeded=sum(span.succeeded for span in spans),
        run_seconds=sum(span.run_seconds for span in spans),
    )


def _overhead(spans: list[Span], answers: ServiceSpan) -> OverheadFacts:
    # One of these jobs runs each minute, so FSP did not run in a span without any.
    covered = len({span.start for span in spans}) * SPAN_SECONDS
    cpu_seconds = sum(span.cpu_seconds for span in spans) + answers.counting_seconds
    return OverheadFacts(cpu_seconds, covered, sum(span.ended for span in spans) + answers.requests)


def _uptime_read(now: datetime) -> Read[UptimeFacts | None]:
    try:
        return joined(_uptime, service_read(now=now, window=MONTH))
    except SQLAlchemyError:
        db.session.rollback()
        return Read(lambda _: None, lambda _: None)


def _uptime(service: ServiceSpan) -> UptimeFacts:
    expected = MONTH.total_seconds() / PROBE_SECONDS
    return UptimeFacts(service.up, service.down, max(0.0, 1 - (service.up + service.down) / expected))
