"""The items of a project: searched, by state, a page at a time; and at one glance what is out, next, and failed."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select

from fsp.errors import NotFound
from fsp.extensions import db, end_reading
from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.missing_texts import without_text
from fsp.web.timezone import local

PAGE_SIZE = 50
PUBLISHED_SHOWN, FAILED_SHOWN, NEXT_SHOWN = 5, 10, 15
LONGEST_SEARCH = 200
DELETED = "deleted"
"""Lists the items that were deleted and can be restored."""


@dataclass(frozen=True)
class ItemFilter:
    """Which items to list; `after` is the id of the last one of the page before."""

    state: str = ""
    text: str = ""
    after: int | None = None


@dataclass(frozen=True)
class ItemList:
    """One page of items, those with the latest time first, those without one last."""

    wanted: ItemFilter
    items: list[Item]
    counts: dict[str, int]
    """How many of those that match the search are in each state."""
    next_after: int | None
    without_text: frozenset[int] = frozenset()
    """Those of them that are scheduled and have no text."""

    @property
    def total(self) -> int:
        """Return how many match the search, in any state."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Failure:
    """An item that is not on a platform, and why."""

    item: Item
    platform: str
    error: str
    at: datetime


@dataclass(frozen=True)
class Glance:
    """What was published last, what is next by day, what failed, and how many items each platform has in each state."""

    published: list[Item]
    agenda: list[tuple[date, list[Item]]]
    failed: list[Failure]
    platforms: list[tuple[str, dict[str, int]]]
    without_text: frozenset[int] = frozenset()
    """The items of the agenda that have no text."""


def read_items(project_id: int | None, wanted: ItemFilter) -> ItemList:
    """Return one page, of all projects if none is given; raise NotFound if the item it begins after is gone."""
    of_project = [] if project_id is None else [Item.project_id == project_id]
    is_deleted = wanted.state == DELETED
    matching = [*of_project, Item.deleted_at.is_not(None) if is_deleted else Item.deleted_at.is_(None)]
    matching += _search(wanted.text)
    rows = db.session.execute(select(Item.state, func.count()).where(*matching).group_by(Item.state)).all()
    chosen = [
        *matching,
        *([Item.state == wanted.state] if wanted.state and not is_deleted else []),
        *_later_than(wanted.after),
    ]
    order = (Item.publish_at.is_(None), Item.publish_at.desc(), Item.id.desc())
    found = list(db.session.scalars(select(Item).where(*chosen).order_by(*order).limit(PAGE_SIZE + 1)).all())
    missing = without_text([item.id for item in found])
    end_reading()
    next_after = found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else None
    return ItemList(wanted, found[:PAGE_SIZE], dict(rows), next_after, missing)


def read_glance(project_id: int | None = None) -> Glance:
    """Return the glance at one project, or at all of them."""
    of_project: list[ColumnElement[bool]] = [Item.deleted_at.is_(None)]
    of_project += [] if project_id is None else [Item.project_id == project_id]
    published = db.session.scalars(
        select(Item)
        .where(*of_project, Item.published_at.is_not(None))
        .order_by(Item.published_at.desc())
        .limit(PUBLISHED_SHOWN)
    ).all()
    upcoming = db.session.scalars(
        select(Item)
        .where(*of_project, Item.state == ItemState.SCHEDULED, Item.publish_at.is_not(None))
        .order_by(Item.publish_at, Item.id)
        .limit(NEXT_SHOWN)
    ).all()
    failed = db.session.execute(
        select(Publication, Item)
        .join(Item)
        .where(*of_project, Publication.state == PublicationState.FAILED)
        .order_by(Publication.updated_at.desc())
        .limit(FAILED_SHOWN)
    ).all()
    counted = db.session.execute(
        select(Publication.platform, Publication.state, func.count())
        .join(Item)
        .where(*of_project)
        .group_by(Publication.platform, Publication.state)
    ).all()
    missing = without_text([item.id for item in upcoming])
    end_reading()
    platforms: dict[str, Counter[str]] = defaultdict(Counter)
    for platform, state, count in counted:
        platforms[platform][state] = count
    return Glance(
        list(published),
        _by_day(list(upcoming)),
        [Failure(item, row.platform, row.error, row.updated_at) for row, item in failed],
        sorted((platform, dict(counts)) for platform, counts in platforms.items()),
        missing,
    )


def _search(text: str) -> list[ColumnElement[bool]]:
    words = text[:LONGEST_SEARCH].split()
    return [
        or_(*(column.icontains(word, autoescape=True) for column in (Item.title, Item.slug, cast(Item.tags, String))))
        for word in words
    ]


def _later_than(item_id: int | None) -> list[ColumnElement[bool]]:
    if item_id is None:
        return []
    last = db.session.get(Item, item_id)
    if last is None:
        raise NotFound("The item this page begins after is gone; go back to the first page.")
    if last.publish_at is None:
        return [Item.publish_at.is_(None), Item.id < last.id]
    same_time = and_(Item.publish_at == last.publish_at, Item.id < last.id)
    return [or_(Item.publish_at < last.publish_at, same_time, Item.publish_at.is_(None))]


def _by_day(items: list[Item]) -> list[tuple[date, list[Item]]]:
    days: dict[date, list[Item]] = defaultdict(list)
    for item in items:
        if item.publish_at:
            days[local(item.publish_at).date()].append(item)
    return list(days.items())
