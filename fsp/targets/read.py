"""Reading what the targets are judged by, from the same data as everything else; what does not answer is unknown."""

from datetime import datetime, timedelta

import redis
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from fsp.extensions import db, end_reading
from fsp.history.service_rollup import read_service
from fsp.jobs.registry import user_job_types
from fsp.metrics.probes import PROBE_SECONDS
from fsp.metrics.service_spans import read_recent_service
from fsp.metrics.spans import SPAN_SECONDS, read_recent, read_spans_of_all
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.queues import read_queues
from fsp.targets.catalogue import judge_targets
from fsp.targets.reading import AnswerNumbers, JobNumbers, OverheadNumbers, TargetReading, UptimeNumbers
from fsp.targets.target import Target

DAY, MONTH = timedelta(hours=24), timedelta(days=30)
PASS_SCHEDULE = "dead-letter-processing"  # noqa: S105  (the name of a schedule)

MONITORING = ("health-check-and-alerting", "performance-aggregation", "deliver-notices")
"""The job types that do nothing but monitor."""


def read_targets(connection: redis.Redis, now: datetime, *, has_database: bool = True) -> list[Target]:
    """Return every target as it is now; what only the database knows is unknown without it."""
    return judge_targets(take_target_reading(connection, now, has_database=has_database))


def take_target_reading(connection: redis.Redis, now: datetime, *, has_database: bool = True) -> TargetReading:
    """Look once."""
    try:
        jobs, answers, overhead = _jobs(connection, now), _answers(connection, now), _overhead(connection, now)
        backlog = sum(queue.waiting + queue.parked for queue in read_queues(connection, now))
    except redis.exceptions.RedisError:
        return TargetReading(now, dead_letters_processed_at=_passes(now) if has_database else None)
    return TargetReading(
        at=now,
        jobs=jobs,
        answers=answers,
        uptime=_uptime(connection, now) if has_database else None,
        backlog=backlog,
        overhead=overhead,
        dead_letters_processed_at=_passes(now) if has_database else None,
    )


def _jobs(connection: redis.Redis, now: datetime) -> JobNumbers:
    names = [found.name for found in user_job_types()]
    spans = [read_recent(connection, name, now=now, window=DAY) for name in names]
    return JobNumbers(
        ended=sum(span.ended for span in spans),
        failed=sum(span.failed for span in spans),
        succeeded=sum(span.succeeded for span in spans),
        run_seconds=sum(span.run_seconds for span in spans),
    )


def _answers(connection: redis.Redis, now: datetime) -> AnswerNumbers:
    found = read_recent_service(connection, now=now, window=DAY)
    return AnswerNumbers(found.requests, found.errors, found.quantile(0.95))


def _overhead(connection: redis.Redis, now: datetime) -> OverheadNumbers:
    by_type = read_spans_of_all(connection, MONITORING, now=now, window=DAY)
    spans = [span for spans in by_type.values() for span in spans]
    answers = read_recent_service(connection, now=now, window=DAY)
    # One of these jobs runs each minute, so a span without any is one in which FSP did not run.
    covered = len({span.start for span in spans}) * SPAN_SECONDS
    cpu_seconds = sum(span.cpu_seconds for span in spans) + answers.counting_seconds
    return OverheadNumbers(cpu_seconds, covered, sum(span.ended for span in spans) + answers.requests)


def _uptime(connection: redis.Redis, now: datetime) -> UptimeNumbers | None:
    try:
        found = read_service(connection, now=now, window=MONTH)
    except SQLAlchemyError:
        db.session.rollback()
        return None
    expected = MONTH.total_seconds() / PROBE_SECONDS
    return UptimeNumbers(found.up, found.down, max(0.0, 1 - (found.up + found.down) / expected))


def _passes(now: datetime) -> tuple[datetime, ...] | None:
    try:
        found = db.session.scalars(
            select(JobRequest.settled_at)
            .where(
                JobRequest.schedule == PASS_SCHEDULE,
                JobRequest.state == RequestState.DONE,
                JobRequest.settled_at > now - DAY,
            )
            .order_by(JobRequest.settled_at)
        ).all()
        end_reading()
    except SQLAlchemyError:
        db.session.rollback()
        return None
    return tuple(moment for moment in found if moment is not None)
