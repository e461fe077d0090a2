"""Reads a report from SQL and Redis."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

import redis
from sqlalchemy import select

from fsp.errors import PermanentFailure
from fsp.metrics.timings import read_timings
from fsp.models.project import Project
from fsp.reporting.costs import costs
from fsp.reporting.facts import Bar, Cost, JobLine, Report, SentPost, Totals, delay_of
from fsp.reporting.failures import Failure, causes, failures
from fsp.reporting.period import Period, buckets
from fsp.reporting.publications import destination_lines, first_published, posts_by_state, sent_posts, upcoming
from fsp.stores import db


def gather(slug: str | None, period: Period, *, connection: redis.Redis, now: datetime) -> Report:
    """Read a report; raise PermanentFailure if no project has this slug."""
    project = _project(slug) if slug else None
    project_id, earlier = project.id if project else None, period.before
    sent, sent_before = (sent_posts(project_id, span.since, span.until) for span in (period, earlier))
    failed, failed_before = (failures(project_id, span.since, span.until) for span in (period, earlier))
    spent, spent_before = (costs(project_id, span.since, span.until) for span in (period, earlier))
    report = Report(
        project_id=project_id,
        name=project.slug if project else "all-projects",
        title=project.title if project else "All projects",
        language=project.language if project else "en",
        as_of=now,
        period=period,
        totals=_totals(sent, failed, spent, first_published(project_id, period.since, period.until)),
        totals_before=_totals(
            sent_before, failed_before, spent_before, first_published(project_id, earlier.since, earlier.until)
        ),
        bars=bars(period, sent, failed),
        states=posts_by_state(project_id),
        destinations=tuple(destination_lines(project_id, sent, sent_before)),
        sent=tuple(sent),
        causes=tuple(causes(failed)),
        upcoming=tuple(upcoming(project_id, now)),
        costs=tuple(spent),
        timings=() if project else _job_lines(connection, now),
    )
    db.session.commit()
    return report


def bars(period: Period, sent: Sequence[SentPost], failed: Sequence[Failure]) -> tuple[Bar, ...]:
    """Return the figures of each day, week or month of the period. Empty ones are not left out."""
    firsts = buckets(period)
    sent_in: list[list[SentPost]] = [[] for _ in firsts]
    failed_in = [0] * len(firsts)
    for post in sent:
        sent_in[bisect_right(firsts, period.day_of(post.live_at)) - 1].append(post)
    for failure in failed:
        failed_in[bisect_right(firsts, period.day_of(failure.at)) - 1] += 1
    return tuple(
        Bar(first, len(posts), count, delay_of(_delays(posts)))
        for first, posts, count in zip(firsts, sent_in, failed_in, strict=True)
    )


def _totals(sent: Sequence[SentPost], failed: Sequence[Failure], spent: Sequence[Cost], posts: int) -> Totals:
    amounts = [cost.amount for cost in spent if cost.amount is not None]
    return Totals(
        sent=len(sent),
        posts=posts,
        failures=len(failed),
        delay=delay_of(_delays(sent)),
        tokens=sum(cost.prompt_tokens + cost.completion_tokens for cost in spent),
        amount=sum(amounts) if amounts else None,
    )


def _job_lines(connection: redis.Redis, now: datetime) -> tuple[JobLine, ...]:
    names = [field.name for field in fields(JobLine)]
    return tuple(JobLine(**{name: getattr(timing, name) for name in names}) for timing in read_timings(connection, now))


def _delays(posts: Sequence[SentPost]) -> list[float]:
    return [post.delay_seconds for post in posts if post.delay_seconds is not None]


def _project(slug: str) -> Project:
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise PermanentFailure(f'Project "{slug}" not found. Leave it out for a report on all projects.')
    return project
