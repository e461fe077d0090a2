"""What the recent runs tell the kinds of problems: attempts made again and again, and types that became slower."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import redis

from fsp.conditions.rules.retry_storm import is_storm
from fsp.conditions.snapshot import RetryFacts, SlowerFacts
from fsp.metrics.rings import read_ring
from fsp.metrics.spans import Span
from fsp.performance.current import Performance
from fsp.performance.suspects import Suspect
from fsp.performance.verdict import Level
from fsp.queueing.failures import newest_error
from fsp.web.overview.machinery import Machinery

RETRY_WINDOW = timedelta(minutes=10)
SLOWER_FROM = Level.MATERIAL
"""One type in a hundred has a confirmed slowdown within 1,000 runs that did not change: a quiet day stays quiet."""


def retries(connection: redis.Redis, spans: Mapping[str, Span], now: datetime) -> tuple[RetryFacts, ...]:
    """Return the job types whose attempts storm, and since when."""
    found = [RetryFacts(name, span.outcomes["retried"], span.ended, None) for name, span in spans.items()]
    return tuple(
        replace(
            facts,
            first_at=_first_retry(connection, facts.job_type, now),
            newest_error=newest_error(connection, facts.job_type, now),
        )
        for facts in found
        if is_storm(facts)
    )


def slower(
    tracks: Sequence[Performance], machinery: Machinery, connection: redis.Redis, now: datetime
) -> tuple[SlowerFacts, ...]:
    """Return the job types that are slower for certain, since when, and after which deploy."""
    found = []
    for one in tracks:
        verdict, baseline = one.track.verdict, one.track.baseline
        if verdict is None or baseline is None or verdict.level < SLOWER_FROM:
            continue
        span = machinery.last_hour.get(one.job_type)
        now_seconds = (
            span.run_quantile(0.95) if span else None
        ) or baseline.yardstick.p95_seconds * verdict.ratio.value
        since = _began(one, connection, now)
        found.append(
            SlowerFacts(one.job_type, since, baseline.yardstick.p95_seconds, now_seconds, _deploy_before(one.suspect))
        )
    return tuple(found)


def _first_retry(connection: redis.Redis, job_type: str, now: datetime) -> datetime | None:
    """Return the first attempt to be made again in a row of them with no pause longer than the window."""
    times = [end.at for end in read_ring(connection, job_type, now) if end.outcome == "retried"]
    first = times[-1] if times else None
    for at in reversed(times):
        if first is not None and first - at > RETRY_WINDOW:
            break
        first = at
    return first


def _deploy_before(suspect: Suspect | None) -> str:
    """Return the version of the deploy that is nearest to the first slow run, if the deploy came first."""
    if suspect is None or suspect.deploy is None or suspect.deploy.at > suspect.at:
        return ""
    return suspect.deploy.version


def _began(one: Performance, connection: redis.Redis, now: datetime) -> datetime | None:
    """Return when the first suspected run ended: the recent runs are the newest successes of the ring."""
    verdict = one.track.verdict
    if verdict is None or verdict.first_suspect is None:
        return None
    ends = [end.at for end in read_ring(connection, one.job_type, now) if end.outcome == "succeeded"]
    back = len(one.track.recent) - verdict.first_suspect
    return ends[-back] if 0 < back <= len(ends) else None
