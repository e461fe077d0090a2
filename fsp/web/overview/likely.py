"""What a problem likely comes from: the error most of its jobs died of, and the deploy it began after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from fsp.alerts.judgement import Judgement, Verdict
from fsp.amounts import duration, number
from fsp.conditions.catalogue import find_kind
from fsp.conditions.finding import Problem
from fsp.extensions import db, end_reading
from fsp.models.alert import Alert
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.deploy_mark import DeployMark
from fsp.stored import moment_of, read_or
from fsp.web.overview.holding import what_holds
from fsp.web.overview.machinery import Machinery
from fsp.web.timezone import local

ONE_HOUR, LOOKED_BACK = timedelta(hours=1), timedelta(hours=24)
AFTER_A_DEPLOY = timedelta(hours=1)
"""What begins later than this after a deploy hardly comes from it."""

OF_THE_GROUND = frozenset({"DatabaseUnreachable", "DatabaseSlow", "RedisUnreachable", "ComponentUnhealthy"})
"""Alerts about what FSP stands on: no deploy of it fills a disk or stops a server."""


@dataclass(frozen=True)
class Likely:
    """The likely cause of an alert, empty for none; and how many jobs it hit, if they are counted."""

    cause: str
    jobs: int | None


def commonest_errors(job_types: set[str], now: datetime) -> dict[str, str]:
    """Return by job type the error that most of its jobs died of: within the hour, else within a day."""
    if not job_types:
        return {}
    one, many = DeadLetterQueue, func.count(DeadLetterQueue.id)
    recent = func.sum(case((one.buried_at > now - ONE_HOUR, 1), else_=0))
    rows = db.session.execute(
        select(one.job_type, recent, many, func.min(one.error_class), func.min(one.error_message))
        .where(one.job_type.in_(job_types), one.buried_at > now - LOOKED_BACK)
        .group_by(one.job_type, one.fingerprint)
        .order_by(recent, many)
    ).all()
    end_reading()
    # The largest comes last, and stays.
    return {
        job_type: _in_words(in_the_hour, in_the_day, f"{kind}: {message:.120}")
        for job_type, in_the_hour, in_the_day, kind, message in rows
    }


def _in_words(in_the_hour: int, in_the_day: int, error: str) -> str:
    # Failures are counted over the last hour too, so that the two numbers can be compared.
    jobs, span = (in_the_hour, "the last hour") if in_the_hour else (in_the_day, "the last 24 hours")
    return f"most common error of {span}: {error} ({number(jobs)} job{'s' if jobs != 1 else ''})"


def likely_of(
    alert: Alert, errors: dict[str, str], machinery: Machinery | None, judged: Judgement | None = None
) -> Likely:
    """Return what is known about the subject of an alert: a job type, or a queue; `judged` is its rule's word now."""
    labels = alert.labels or {}
    job_type, queue = labels.get("job_type", ""), labels.get("queue", "")
    jobs, held = None, ""
    if machinery and job_type in machinery.last_hour:
        jobs = machinery.last_hour[job_type].failed
    reading = next((one for one in machinery.queues if one.name == queue), None) if machinery else None
    if machinery and reading:
        jobs, held = reading.waiting + reading.parked, what_holds(reading, machinery)
    told = (errors.get(job_type, ""), held, _why(alert, judged))
    return Likely("; ".join(part for part in told if part), jobs)


def _why(alert: Alert, judged: Judgement | None) -> str:
    """Return what is so now; what was found earlier is told with its time."""
    if judged and judged.verdict is not Verdict.FINE:
        return judged.why
    details = alert.details or {}
    why, at = str(details.get("why", "")), read_or(None, moment_of, details.get("at"))
    if not why or why == alert.title:
        return f"now: {judged.why}" if judged else ""
    earlier = f"at {local(at):%H:%M}: {why}" if at else why
    return f"now: {judged.why}; {earlier}" if judged else earlier


def with_deploys(problems: Sequence[Problem], deploys: Sequence[DeployMark]) -> list[Problem]:
    """Return the problems; one that new code may have caused names the deploy it began soon after."""
    changes = [mark for mark in deploys if not mark.is_first_start]
    return [_with_deploy(problem, changes) if _can_follow_deploy(problem) else problem for problem in problems]


def _can_follow_deploy(problem: Problem) -> bool:
    kind = find_kind(problem.kind)
    return not problem.doubt and (kind.can_follow_deploy if kind else problem.rule not in OF_THE_GROUND)


def _with_deploy(problem: Problem, deploys: Sequence[DeployMark]) -> Problem:
    began = problem.since
    before = [mark for mark in deploys if began and timedelta() <= began - mark.at <= AFTER_A_DEPLOY]
    if began is None or not before:
        return problem
    last = max(before, key=lambda mark: mark.at)
    if f"deploy {last.version}" in problem.cause or f"deploy of {last.version}" in problem.cause:
        return problem
    later = f"it began {duration((began - last.at).total_seconds())} after the deploy of {last.version}"
    return replace(problem, cause=f"{problem.cause}; {later}" if problem.cause else later)
