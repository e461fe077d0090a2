"""Compares what destinations hold with what was sent, about once a week. Nothing is changed there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy import or_, select, update

from fsp.destinations.connect import connect
from fsp.destinations.contract import Abilities, Platform, Remote
from fsp.errors import FspError, PermanentFailure
from fsp.installation.guard import why_outgoing_is_held
from fsp.metrics.platform_calls import counted_call
from fsp.models.destination import SITE, Destination
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.publishing.destination_label import destination_label
from fsp.publishing.edit_there import is_changed_there
from fsp.settings import Settings
from fsp.stores import db

EVERY = timedelta(days=7)
MAX_LOOKS = 50
"""Posts of one destination in one run. Runs are hourly."""
RUN = timedelta(hours=1)
MAX_REFUSED = 5
"""Refused posts in one run, after which the account itself must be at fault."""
SHARE_OF_RATE = 10
"""Looking uses at most one tenth of a destination's rate."""


@dataclass(frozen=True)
class DriftReport:
    """How many posts were compared, and how many of them differ or are gone. `failed` counts destinations."""

    compared: int = 0
    differ: int = 0
    gone: int = 0
    failed: int = 0

    def __add__(self, other: "DriftReport") -> "DriftReport":
        """Return the sum of two reports."""
        return DriftReport(
            self.compared + other.compared,
            self.differ + other.differ,
            self.gone + other.gone,
            self.failed + other.failed,
        )


def look_for_drift(connection: redis.Redis, settings: Settings, clock: Callable[[], datetime]) -> DriftReport:
    """Compare the posts of every destination that are due for it."""
    if why_outgoing_is_held(connection, settings, clock()) is not None:
        return DriftReport()
    destinations = db.session.scalars(
        select(Destination)
        .where(Destination.platform != SITE, Destination.removed_at.is_(None), Destination.paused_at.is_(None))
        .order_by(Destination.id)
    ).all()
    reports = [look_at(row, settings=settings, connection=connection, clock=clock) for row in destinations]
    return sum(reports, DriftReport())


def look_at(
    destination: Destination, *, settings: Settings, connection: redis.Redis, clock: Callable[[], datetime]
) -> DriftReport:
    """Compare the posts of one destination; stop when it does not answer, or refuses several posts.

    One post that it refuses, such as one that was given to another user, does not hold up the others.
    """
    report, refused = DriftReport(), 0
    try:
        platform = connect(destination, settings=settings)
        if not platform.abilities.reads:
            return report
        for publication in _due(destination.id, clock(), looks_per_run(destination, platform.abilities)):
            try:
                drift = _compare(publication, platform, destination_label(destination), connection)
            except PermanentFailure:
                refused += 1
                if refused >= MAX_REFUSED:
                    raise
                continue
            _record(publication.id, drift, clock())
            report += DriftReport(1, drift is Drift.DIFFERS, drift is Drift.GONE)
    except FspError:
        db.session.rollback()
        return report + DriftReport(failed=1)
    return report + DriftReport(failed=min(refused, 1))


def looks_per_run(destination: Destination, abilities: Abilities) -> int:
    """Return how many posts are compared in an hour, so that publishing keeps most of the rate."""
    units, seconds = destination.rate_units, destination.rate_window_seconds
    if not (units and seconds):
        if abilities.rate is None:
            return MAX_LOOKS
        units, seconds = abilities.rate
    per_run = units * (RUN / timedelta(seconds=seconds)) / SHARE_OF_RATE
    return max(1, min(MAX_LOOKS, int(per_run)))


def drift_of(publication: Publication, remote: Remote | None) -> Drift:
    """Return what a look means. A platform that reports no hash can only say that the post is gone."""
    if remote is None:
        return Drift.GONE
    return Drift.DIFFERS if is_changed_there(publication, remote) else Drift.NONE


def _due(destination_id: int, now: datetime, limit: int) -> list[Publication]:
    return list(
        db.session.scalars(
            select(Publication)
            .where(
                Publication.destination_id == destination_id,
                Publication.state == PublicationState.PUBLISHED,
                Publication.external_id.is_not(None),
                Publication.live_at < now - RUN,
                or_(Publication.looked_at.is_(None), Publication.looked_at < now - EVERY),
            )
            .order_by(Publication.looked_at.is_not(None), Publication.looked_at, Publication.id)
            .limit(limit)
        )
    )


def _compare(publication: Publication, platform: Platform, label: str, connection: redis.Redis) -> Drift:
    external_id = publication.external_id or ""
    db.session.commit()
    with counted_call(connection, label):
        remote = platform.read(external_id)
    return drift_of(publication, remote)


def _record(publication_id: int, drift: Drift, now: datetime) -> None:
    db.session.execute(
        update(Publication)
        # Only if it was not published again or removed meanwhile.
        .where(Publication.id == publication_id, Publication.state == PublicationState.PUBLISHED)
        .values(drift=drift, looked_at=now, updated_at=Publication.updated_at)
    )
    db.session.commit()
