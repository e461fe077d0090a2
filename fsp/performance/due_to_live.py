"""The time from due to live of each destination, as sketches that merge by addition.

The bucket of each post is stored with its publication, so a sketch of any window is one count by bucket: no post counts
twice, and none is lost with Redis.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import redis
from sqlalchemy import case, func, null, select, update

from fsp.metrics.delivery_times import count_deliveries
from fsp.metrics.sketch import bucket_index, quantile
from fsp.models.destination import Destination, label_of
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.stores import db

DAY, MONTH = timedelta(hours=24), timedelta(days=30)
BATCH = 5_000
COUNTED = timedelta(hours=1)
"""Posts that have been live for longer when they are measured are not counted for Prometheus again."""


@dataclass(frozen=True)
class DueToLive:
    """The seconds from due to live of the posts in a window, within 1 %."""

    sketch: Counter[int] = field(default_factory=Counter)

    @property
    def posts(self) -> int:
        """Return how many posts went live."""
        return self.sketch.total()

    @property
    def p50(self) -> float | None:
        """Return the median; None without a post."""
        return quantile(self.sketch, 0.50)

    @property
    def p95(self) -> float | None:
        """Return the 95th percentile; None without a post."""
        return quantile(self.sketch, 0.95)

    @property
    def p99(self) -> float | None:
        """Return the 99th percentile; None without a post."""
        return quantile(self.sketch, 0.99)


@dataclass(frozen=True)
class DeliveryTimes:
    """The times of one destination in the last 24 hours and in the last 30 days."""

    day: DueToLive = field(default_factory=DueToLive)
    month: DueToLive = field(default_factory=DueToLive)


def bucket_of(due_at: datetime, live_at: datetime) -> int:
    """Return the bucket of a post. One that was live before its time counts as the shortest time."""
    return bucket_index(max(0.0, (live_at - due_at).total_seconds()))


def read_delivery_times(destination_ids: Collection[int], now: datetime) -> dict[int, DeliveryTimes]:
    """Return the times of each of these destinations, with one statement."""
    # A post that is not measured yet is a row of its own, with its times.
    unmeasured = case((Publication.live_bucket.is_(None), Publication.id), else_=null()).label("unmeasured")
    rows = db.session.execute(
        select(
            Publication.destination_id,
            Publication.live_bucket,
            func.min(Publication.due_at).label("due_at"),
            func.min(Publication.live_at).label("live_at"),
            func.count().label("month"),
            func.sum(case((Publication.live_at >= now - DAY, 1), else_=0)).label("day"),
        )
        .where(
            Publication.destination_id.in_(destination_ids),
            Publication.live_at >= now - MONTH,
            Publication.due_at.is_not(None),
        )
        .group_by(Publication.destination_id, Publication.live_bucket, unmeasured)
    )
    days: dict[int, Counter[int]] = defaultdict(Counter)
    months: dict[int, Counter[int]] = defaultdict(Counter)
    for row in rows:
        bucket = _bucket(row)
        if row.day:
            days[row.destination_id][bucket] += row.day
        months[row.destination_id][bucket] += row.month
    return {number: DeliveryTimes(DueToLive(days[number]), DueToLive(months[number])) for number in destination_ids}


def measure_due_to_live(connection: redis.Redis, now: datetime) -> int:
    """Store the bucket of each post that went live, and count it for Prometheus once; return how many there were."""
    rows = db.session.execute(
        select(
            Publication.id,
            Publication.due_at,
            Publication.live_at,
            Destination.platform,
            Destination.name,
            Project.slug,
        )
        .join(Destination, Destination.id == Publication.destination_id)
        .join(Project, Project.id == Destination.project_id)
        .where(
            Publication.live_bucket.is_(None),
            Publication.due_at.is_not(None),
            Publication.live_at >= now - MONTH,
        )
        .order_by(Publication.live_at)
        .limit(BATCH)
    ).all()
    by_bucket: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_bucket[bucket_of(row.due_at, row.live_at)].append(row.id)
    measured = {number for bucket, ids in by_bucket.items() for number in _store(bucket, ids)}
    db.session.commit()
    recent = [row for row in rows if row.id in measured and row.live_at >= now - COUNTED]
    count_deliveries(connection, [(label_of(row.platform, row.slug, row.name), _seconds(row)) for row in recent])
    return len(measured)


def _store(bucket: int, ids: list[int]) -> list[int]:
    """Store a bucket where there is none; return the publications that this call measured."""
    measured = db.session.scalars(
        update(Publication)
        .where(Publication.id.in_(ids), Publication.live_bucket.is_(None))
        .values(live_bucket=bucket, updated_at=Publication.updated_at)
        .returning(Publication.id)
        .execution_options(synchronize_session=False)
    )
    return list(measured)


def _bucket(row: Any) -> int:
    return bucket_of(row.due_at, row.live_at) if row.live_bucket is None else int(row.live_bucket)


def _seconds(row: Any) -> float:
    return max(0.0, float((row.live_at - row.due_at).total_seconds()))
