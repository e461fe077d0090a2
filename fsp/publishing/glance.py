"""A summary of one project or all: recently published, upcoming, and failed posts."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.missing_texts import without_text
from fsp.stores import db, end_reading

PUBLISHED_SHOWN, FAILED_SHOWN, NEXT_SHOWN = 5, 10, 15


@dataclass(frozen=True)
class Failure:
    """A post that failed at a destination, and why."""

    item: Item
    platform: str
    place: str
    """The name of the destination."""
    error: str
    at: datetime


@dataclass(frozen=True)
class Glance:
    """Recent, upcoming and failed posts, and post counts by platform and state."""

    published: list[Item]
    upcoming: list[Item]
    failed: list[Failure]
    platforms: list[tuple[str, dict[str, int]]]
    without_text: frozenset[int] = frozenset()
    """Upcoming posts without a text."""


def read_glance(project_id: int | None = None) -> Glance:
    """Return the summary of one project, or of all."""
    of_project: list[ColumnElement[bool]] = [Item.deleted_at.is_(None)]
    of_project += [] if project_id is None else [Item.project_id == project_id]
    published, upcoming = _published(of_project), _upcoming(of_project)
    failed, platforms = _failed(of_project), _platforms(of_project)
    missing = without_text([item.id for item in upcoming])
    end_reading()
    return Glance(published, upcoming, failed, platforms, missing)


def _published(of_project: list[ColumnElement[bool]]) -> list[Item]:
    query = select(Item).where(*of_project, Item.published_at.is_not(None)).order_by(Item.published_at.desc())
    return list(db.session.scalars(query.limit(PUBLISHED_SHOWN)))


def _upcoming(of_project: list[ColumnElement[bool]]) -> list[Item]:
    is_scheduled = (Item.state == ItemState.SCHEDULED, Item.publish_at.is_not(None))
    query = select(Item).where(*of_project, *is_scheduled).order_by(Item.publish_at, Item.id)
    return list(db.session.scalars(query.limit(NEXT_SHOWN)))


def _failed(of_project: list[ColumnElement[bool]]) -> list[Failure]:
    rows = db.session.execute(
        select(Publication, Item)
        .join(Item)
        .options(joinedload(Publication.destination))
        .where(*of_project, Publication.state == PublicationState.FAILED)
        .order_by(Publication.updated_at.desc())
        .limit(FAILED_SHOWN)
    )
    return [Failure(item, row.platform, row.place, row.error, row.updated_at) for row, item in rows]


def _platforms(of_project: list[ColumnElement[bool]]) -> list[tuple[str, dict[str, int]]]:
    rows = db.session.execute(
        select(Publication.platform, Publication.state, func.count())
        .join(Item)
        .where(*of_project)
        .group_by(Publication.platform, Publication.state)
    )
    platforms: dict[str, Counter[str]] = defaultdict(Counter)
    for platform, state, count in rows:
        platforms[platform][state] = count
    return sorted((platform, dict(counts)) for platform, counts in platforms.items())
