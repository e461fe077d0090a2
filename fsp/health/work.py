"""Health of the work itself: job failures, stuck jobs, and the platforms jobs publish on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy import func, select

from fsp.extensions import db, end_reading
from fsp.health.checks import Component
from fsp.jobs.registry import all_job_types
from fsp.metrics.spans import read_recent
from fsp.models.publication import Publication, PublicationState
from fsp.redis_ops import keys

JOB_WINDOW = timedelta(hours=1)
JOB_FAILURE_RATIO, FEWEST_JOBS = 0.5, 5
PLATFORM_WINDOW = timedelta(minutes=15)
PLATFORM_FAILURE_RATIO, FEWEST_CALLS = 0.3, 5
"""Fewer say too little: with two jobs an hour, one failure in twenty would be an outage every day."""


@dataclass(frozen=True)
class Share:
    """How many of how many failed."""

    failed: int
    ended: int

    def reaches(self, ratio: float, *, fewest: int) -> bool:
        """Return whether the part is this large, and there are enough to say so."""
        return self.ended >= fewest and self.failed / self.ended >= ratio


def read_job_failures(connection: redis.Redis, now: datetime) -> Share:
    """Return how many jobs of all types ended within the hour, and how many of them failed; cancelled ones did not."""
    spans = [read_recent(connection, found.name, now=now, window=JOB_WINDOW) for found in all_job_types()]
    return Share(sum(span.failed for span in spans), sum(span.ended for span in spans))


def check_jobs(connection: redis.Redis, now: datetime) -> Component:
    """Half of at least five jobs failed within the hour: unhealthy. A lease past its end: degraded."""
    failures = read_job_failures(connection, now)
    stuck = connection.zcount(keys.LEASES, "-inf", (now.timestamp() - 60) * 1000)
    told = f"{failures.failed} of {failures.ended} jobs failed within the hour"
    if failures.reaches(JOB_FAILURE_RATIO, fewest=FEWEST_JOBS):
        return Component("jobs", "unhealthy", f"{told}. Look at the dead letters.")
    if stuck:
        return Component("jobs", "degraded", f"{stuck} jobs are stuck: their workers are gone and nobody took over.")
    return Component("jobs", "healthy", f"{told}{'' if failures.ended >= FEWEST_JOBS else ', too few to judge'}.")


def read_platform_failures(now: datetime) -> dict[str, Share]:
    """Return how the latest publications on each platform went within 15 minutes."""
    rows = db.session.execute(
        select(Publication.platform, Publication.state, func.count())
        .where(
            Publication.updated_at > now - PLATFORM_WINDOW,
            Publication.state.in_([PublicationState.PUBLISHED, PublicationState.FAILED]),
        )
        .group_by(Publication.platform, Publication.state)
    ).all()
    end_reading()
    counts = {(platform, state): count for platform, state, count in rows}
    return {
        platform: Share(
            counts.get((platform, PublicationState.FAILED), 0),
            sum(count for (name, _), count in counts.items() if name == platform),
        )
        for platform, _ in counts
    }


def check_platforms(now: datetime) -> Component:
    """A platform on which three in ten of at least five publications failed is degraded, never unhealthy."""
    failing = [
        f"{share.failed} of {share.ended} publications on {platform} failed"
        for platform, share in sorted(read_platform_failures(now).items())
        if share.reaches(PLATFORM_FAILURE_RATIO, fewest=FEWEST_CALLS)
    ]
    if failing:
        return Component("platforms", "degraded", f"{'; '.join(failing)} within 15 minutes.")
    return Component("platforms", "healthy", "No platform fails.")
