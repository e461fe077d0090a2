"""The posts of a time span, for calendars."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only

from fsp.clock import utc_now
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.stores import db

MAX_ITEMS = 2000
LATE = "late"
TROUBLES = frozenset(
    {LATE, PublicationState.FAILED, PublicationState.HELD, PublicationState.UNKNOWN, PublicationState.EDITED}
)
COLUMNS = (
    Publication.item_id,
    Publication.platform,
    Publication.state,
    Publication.due_at,
    Publication.live_at,
    Publication.wanted_at,
)
MAX_DRAFTS = 50


class PlaceState(NamedTuple):
    """The state of a post at one destination, which `platform` names. `late` is one of them."""

    platform: str
    state: str


@dataclass(frozen=True)
class PlannedItem:
    """One post in a calendar: its time, and the states of its publications by destination."""

    item: Item
    project: Project
    at: datetime
    publications: tuple[PlaceState, ...] = ()

    @property
    def is_troubled(self) -> bool:
        """Return whether a person should look at one of its publications."""
        return any(state in TROUBLES for _, state in self.publications)

    @property
    def is_movable(self) -> bool:
        """Return whether it can be given another time."""
        return self.item.state not in {ItemState.PUBLISHED, ItemState.ARCHIVED}


def read_planned(since: datetime, until: datetime, *, project_id: int | None = None) -> list[PlannedItem]:
    """Return posts that are planned or were published in a span, oldest first, at most 2,000."""
    at = func.coalesce(Item.publish_at, Item.published_at)
    conditions = [at >= since, at < until, Item.deleted_at.is_(None), Project.deleted_at.is_(None)]
    conditions.append(Item.state != ItemState.ARCHIVED)
    conditions += [Item.project_id == project_id] if project_id is not None else []
    rows = db.session.execute(
        select(Item, Project, at).join(Project, Project.id == Item.project_id).where(*conditions).order_by(at, Item.id)
    ).fetchmany(MAX_ITEMS)
    states = _publications([item.id for item, _, _ in rows])
    return [PlannedItem(item, project, moment, tuple(states.get(item.id, ()))) for item, project, moment in rows]


def read_unplanned(project_id: int | None) -> list[Item]:
    """Return drafts without a time, the last changed first, at most 50."""
    conditions = [Item.state == ItemState.DRAFT, Item.publish_at.is_(None), Item.deleted_at.is_(None)]
    conditions += [Item.project_id == project_id] if project_id is not None else []
    query = select(Item).where(*conditions).order_by(Item.updated_at.desc(), Item.id.desc()).limit(MAX_DRAFTS)
    return list(db.session.scalars(query))


def _publications(item_ids: list[int]) -> dict[int, list[PlaceState]]:
    states: dict[int, list[PlaceState]] = {}
    query = (
        select(Publication)
        .options(joinedload(Publication.destination), load_only(*COLUMNS))
        .where(Publication.item_id.in_(item_ids))
        .order_by(Publication.platform, Publication.id)
    )
    now = utc_now()
    for row in db.session.scalars(query):
        states.setdefault(row.item_id, []).append(PlaceState(row.place, LATE if row.is_late(now) else row.state))
    return states
