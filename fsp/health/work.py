"""Health of the work itself: job failures, stuck jobs, the platforms jobs publish on, and FSP's own answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis

from fsp.health.component import Component
from fsp.inspection.queues import read_queues
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import all_job_types, user_job_types
from fsp.metrics.platform_calls import PlatformCalls, read_platform_calls
from fsp.metrics.service_spans import read_recent_service
from fsp.metrics.spans import read_recent
from fsp.redis_ops import keys

JOB_WINDOW = timedelta(hours=1)
JOB_FAILURE_RATIO, FEWEST_JOBS = 0.5, 5
PLATFORM_WINDOW = timedelta(minutes=15)
PLATFORM_FAILURE_RATIO, FEWEST_CALLS = 0.3, 5
ANSWER_WINDOW = timedelta(minutes=15)
ANSWER_ERROR_RATIO, FEWEST_ANSWERS = 0.1, 20
"""Fewer say too little: with two jobs an hour, one failure in twenty would be an outage every day."""


@dataclass(frozen=True)
class Share:
    """How many of how many failed."""

    failed: int
    ended: int

    def reaches(self, ratio: float, *, fewest: int) -> bool:
        """Return whether the part is this large, and there are enough to say so."""
        return self.ended >= fewest and self.failed / self.ended >= ratio

    @property
    def told(self) -> dict[str, Any]:
        """Return the numbers as the API gives them; the literal rate, however few there are."""
        ratio = round(self.failed / self.ended, 4) if self.ended else None
        return {"failed": self.failed, "n": self.ended, "failureRatio": ratio}


def read_job_failures(connection: redis.Redis, now: datetime) -> Share:
    """Return how many jobs people asked for ended within the hour, and how many failed; cancelled ones did not."""
    return _share(connection, user_job_types(), now)


def read_upkeep_failures(connection: redis.Redis, now: datetime) -> Share:
    """Return the same of FSP's own upkeep: it runs every minute, and would hide that everything else fails."""
    return _share(connection, [found for found in all_job_types() if found.is_upkeep], now)


def _share(connection: redis.Redis, types: Sequence[JobType], now: datetime) -> Share:
    spans = [read_recent(connection, found.name, now=now, window=JOB_WINDOW) for found in types]
    return Share(sum(span.failed for span in spans), sum(span.ended for span in spans))


def check_jobs(connection: redis.Redis, now: datetime) -> Component:
    """Half of at least five jobs failed within the hour: unhealthy.

    A lease past its end, or half of FSP's own upkeep failed: degraded.
    """
    failures, upkeep = read_job_failures(connection, now), read_upkeep_failures(connection, now)
    stuck = connection.zcount(keys.LEASES, "-inf", (now.timestamp() - 60) * 1000)
    told, is_enough = (
        f"{failures.failed} of {failures.ended} jobs failed within the hour",
        failures.ended >= FEWEST_JOBS,
    )
    status, message = "healthy", f"{told}{'' if is_enough else ', too few to judge'}."
    if failures.reaches(JOB_FAILURE_RATIO, fewest=FEWEST_JOBS):
        status, message = "unhealthy", f"{told}. Look at the dead letters."
    elif stuck:
        status, message = "degraded", f"{stuck} jobs are stuck: their workers are gone and nobody took over."
    elif upkeep.reaches(JOB_FAILURE_RATIO, fewest=FEWEST_JOBS):
        status = "degraded"
        message = f"{told}; {upkeep.failed} of {upkeep.ended} of FSP's own upkeep did. Look at the schedules."
    queues = {
        queue.name: {
            "waiting": queue.waiting,
            "parked": queue.blocked,
            "deferred": queue.deferred,
            "running": queue.running,
            "oldestAgeSeconds": queue.oldest_age_seconds,
        }
        for queue in read_queues(connection, now)
    }
    details = {**failures.told, "windowSeconds": JOB_WINDOW.total_seconds(), "stuck": stuck, "queues": queues}
    details["upkeep"] = upkeep.told
    return Component("jobs", status, message, insufficient_data=not is_enough, details=details)


def check_platforms(connection: redis.Redis, now: datetime) -> Component:
    """A platform on which three in ten of at least five calls failed is degraded, never unhealthy.

    Platforms are never called for this: what jobs met with is what counts.
    """
    found = read_platform_calls(connection, now=now, window=PLATFORM_WINDOW)
    details = {calls.platform: _told_of_platform(calls) for calls in found}
    shares = {calls.platform: Share(calls.failed, calls.calls) for calls in found}
    failing = [
        f"{share.failed} of {share.ended} calls to {platform} failed"
        for platform, share in shares.items()
        if share.reaches(PLATFORM_FAILURE_RATIO, fewest=FEWEST_CALLS)
    ]
    if failing:
        return Component("platforms", "degraded", f"{'; '.join(failing)} within 15 minutes.", details=details)
    few = [platform for platform, share in shares.items() if share.ended < FEWEST_CALLS]
    told = f"No platform fails{'; too few calls to judge ' + ', '.join(few) if few else ''}."
    return Component("platforms", "healthy", told, insufficient_data=len(few) == len(shares), details=details)


def check_answers(connection: redis.Redis, now: datetime) -> Component:
    """One in ten of at least twenty of FSP's own answers is an error: degraded."""
    found = read_recent_service(connection, now=now, window=ANSWER_WINDOW)
    share = Share(found.errors, found.requests)
    told, is_enough = (
        f"{share.failed} of {share.ended} answers were errors within 15 minutes",
        share.ended >= FEWEST_ANSWERS,
    )
    is_bad = share.reaches(ANSWER_ERROR_RATIO, fewest=FEWEST_ANSWERS)
    return Component(
        "answers",
        "degraded" if is_bad else "healthy",
        f"{told}{'' if is_enough else ', too few to judge'}.",
        insufficient_data=not is_enough,
        details={**share.told, "windowSeconds": ANSWER_WINDOW.total_seconds()},
    )


def _told_of_platform(calls: PlatformCalls) -> dict[str, Any]:
    times = calls.times
    p95 = times.quantile(0.95)
    return {
        **Share(calls.failed, calls.calls).told,
        "responseTimeP95Milliseconds": round(p95 * 1000, 1) if p95 is not None else None,
        "method": times.method,
        "relativeError": times.relative_error,
        "insufficientData": calls.calls < FEWEST_CALLS,
    }
