"""How each destination of a project is doing: posts by state, the time from due to live, and what went wrong last."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fsp.conditions.destination_rows import is_late
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.performance.due_to_live import DeliveryTimes, read_delivery_times
from fsp.stores import db

RECENT_SHOWN, TROUBLED_SHOWN = 10, 20
TROUBLED = (PublicationState.FAILED, PublicationState.HELD, PublicationState.UNKNOWN, PublicationState.EDITED)


@dataclass(frozen=True)
class DestinationReport:
    """One destination: posts by state, and the time from due to live."""

    counts: dict[str, int] = field(default_factory=dict)
    due_to_live: DeliveryTimes = field(default_factory=DeliveryTimes)
    drifted: int = 0
    """Posts that the platform no longer holds as they were sent."""


def read_reports(destination_ids: Collection[int], now: datetime) -> dict[int, DestinationReport]:
    """Return the report of each destination."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(Publication.destination_id, Publication.state, func.count())
        .join(Item)
        .where(Publication.destination_id.in_(destination_ids), Item.deleted_at.is_(None))
        .group_by(Publication.destination_id, Publication.state)
    )
    for destination_id, state, count in rows:
        counts[destination_id or 0][state] = count
    times, drifted = read_delivery_times(destination_ids, now), _drifted(destination_ids)
    return {
        destination_id: DestinationReport(counts[destination_id], times[destination_id], drifted.get(destination_id, 0))
        for destination_id in destination_ids
    }


def recent_publications(destination_id: int) -> list[Publication]:
    """Return what was published there last, newest first."""
    return _publications(
        destination_id, Publication.state == PublicationState.PUBLISHED, Publication.published_at.desc(), RECENT_SHOWN
    )


def troubled_publications(destination_id: int, now: datetime) -> list[Publication]:
    """Return what failed, is late, is held, is unknown or drifted there, newest first."""
    is_troubled = Publication.state.in_(TROUBLED) | (Publication.drift != Drift.NONE) | is_late(now)
    return _publications(destination_id, is_troubled, Publication.updated_at.desc(), TROUBLED_SHOWN)


def _publications(destination_id: int, condition: object, order: object, limit: int) -> list[Publication]:
    query = (
        select(Publication)
        .join(Item)
        .join(Project, Project.id == Item.project_id)
        .where(Publication.destination_id == destination_id, Item.deleted_at.is_(None), condition)  # type: ignore[arg-type]
        .options(joinedload(Publication.item))
        .order_by(order, Publication.id.desc())  # type: ignore[arg-type]
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _drifted(destination_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Publication.destination_id, func.count())
        .where(Publication.destination_id.in_(destination_ids), Publication.drift != Drift.NONE)
        .group_by(Publication.destination_id)
    )
    return {destination_id or 0: count for destination_id, count in rows}
