"""The grid of a project: its posts at its destinations, with the state of each."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, cast, select

from fsp.destinations.lookup import list_destinations
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.publishing.item_publications import ItemPublication, publications_at
from fsp.stores import db

PAGE_SIZE = 50
DRIFTED, PROBLEMS = "drifted", "problems"
STATES = (*PublicationState, DRIFTED, PROBLEMS)
"""What the grid can be filtered by: posts with this state at one of the destinations."""


@dataclass(frozen=True)
class GridFilter:
    """Which posts to show. `after` is the id of the last post on the previous page."""

    state: str = ""
    destination_id: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class GridRow:
    """A post and its publication at each destination."""

    item: Item
    cells: list[ItemPublication]


@dataclass(frozen=True)
class Grid:
    """One page of the grid, newest posts first."""

    filters: GridFilter
    destinations: list[Destination]
    rows: list[GridRow]
    next_after: int | None


def read_grid(project: Project, filters: GridFilter) -> Grid:
    """Return one page of posts and destinations."""
    destinations = list_destinations(project)
    if filters.destination_id is not None:
        destinations = [row for row in destinations if row.id == filters.destination_id]
    conditions: list[ColumnElement[bool]] = [Item.project_id == project.id, Item.deleted_at.is_(None)]
    if filters.after is not None:
        conditions.append(Item.id < filters.after)
    if filters.state:
        conditions.append(_has_state(filters.state, [row.id for row in destinations]))
    items = list(db.session.scalars(select(Item).where(*conditions).order_by(Item.id.desc()).limit(PAGE_SIZE + 1)))
    shown = items[:PAGE_SIZE]
    cells = publications_at([item.id for item in shown], destinations)
    rows = [GridRow(item, [cells[item.id, place.id] for place in destinations]) for item in shown]
    return Grid(filters, destinations, rows, shown[-1].id if len(items) > PAGE_SIZE else None)


def _has_state(state: str, destination_ids: list[int]) -> ColumnElement[bool]:
    if state == DRIFTED:
        is_in_state = Publication.drift != Drift.NONE
    elif state == PROBLEMS:
        has_problems = cast(Publication.preflight, String) != "[]"
        is_in_state = and_(has_problems, Publication.live_at.is_(None), Item.state == ItemState.SCHEDULED)
    else:
        is_in_state = Publication.state == state
    at_destinations = and_(Publication.item_id == Item.id, Publication.destination_id.in_(destination_ids))
    return select(Publication.id).where(at_destinations, is_in_state).exists()
