"""Lists the posts of one project or all, with search, state filter and pagination."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, case, cast, func, not_, or_, select

from fsp.errors import NotFound
from fsp.models.item import Item, ItemState
from fsp.publishing.missing_texts import without_text
from fsp.stores import db, end_reading

PAGE_SIZE = 50
MAX_SEARCH_CHARACTERS = 200
DELETED = "deleted"
"""The filter for deleted posts that can be restored."""


@dataclass(frozen=True)
class ItemFilter:
    """Which posts to list. `after` is the id of the last post on the previous page."""

    state: str = ""
    text: str = ""
    after: int | None = None
    has_drafts_first: bool = False
    """Whether posts that somebody still writes come first, as an author looks for them."""


@dataclass(frozen=True)
class ItemList:
    """One page of posts, latest first, those without a time last."""

    filters: ItemFilter
    items: list[Item]
    counts: dict[str, int]
    """The number of matching posts in each state."""
    next_after: int | None
    without_text: frozenset[int] = frozenset()
    """Posts on this page that are scheduled and have no text."""

    @property
    def total(self) -> int:
        """Return the number of matching posts in any state but archived, unless those are listed."""
        if self.filters.state == DELETED:
            return sum(self.counts.values())
        return sum(count for state, count in self.counts.items() if state != ItemState.ARCHIVED)


def read_items(project_id: int | None, filters: ItemFilter) -> ItemList:
    """Return one page of posts, of one project or of all; raise NotFound if the post it starts after is gone."""
    of_project = [] if project_id is None else [Item.project_id == project_id]
    is_deleted = filters.state == DELETED
    matching = [*of_project, Item.deleted_at.is_not(None) if is_deleted else Item.deleted_at.is_(None)]
    matching += _search(filters.text)
    rows = db.session.execute(select(Item.state, func.count()).where(*matching).group_by(Item.state)).all()
    chosen = [
        *matching,
        *([] if is_deleted else [_in_state(filters.state)]),
        *_later_than(filters),
    ]
    first = [case((_is_written(), 0), else_=1)] if filters.has_drafts_first else []
    order = (*first, Item.publish_at.is_(None), Item.publish_at.desc(), Item.id.desc())
    items = list(db.session.scalars(select(Item).where(*chosen).order_by(*order).limit(PAGE_SIZE + 1)).all())
    missing = without_text([item.id for item in items])
    end_reading()
    next_after = items[PAGE_SIZE - 1].id if len(items) > PAGE_SIZE else None
    return ItemList(filters, items[:PAGE_SIZE], dict(rows), next_after, missing)


def _in_state(state: str) -> ColumnElement[bool]:
    """Return the condition of a state filter. Archived posts are listed only on request."""
    return Item.state == state if state else Item.state != ItemState.ARCHIVED


def _search(text: str) -> list[ColumnElement[bool]]:
    words = text[:MAX_SEARCH_CHARACTERS].split()
    return [
        or_(*(column.icontains(word, autoescape=True) for column in (Item.title, Item.slug, cast(Item.tags, String))))
        for word in words
    ]


def _is_written() -> ColumnElement[bool]:
    """Return the condition that somebody still writes a post: it has no time and is not public."""
    return and_(Item.publish_at.is_(None), Item.state.in_((ItemState.DRAFT, ItemState.REVIEW)))


def _later_than(filters: ItemFilter) -> list[ColumnElement[bool]]:
    if filters.after is None:
        return []
    last = db.session.get(Item, filters.after)
    if last is None:
        raise NotFound("The post that this page starts after was deleted. Go back to the first page.")
    later = _later_than_item(last)
    if not filters.has_drafts_first:
        return [later]
    if last.publish_at is None and last.state in {ItemState.DRAFT, ItemState.REVIEW}:
        return [or_(and_(_is_written(), Item.id < last.id), not_(_is_written()))]
    return [later, not_(_is_written())]


def _later_than_item(last: Item) -> ColumnElement[bool]:
    if last.publish_at is None:
        return and_(Item.publish_at.is_(None), Item.id < last.id)
    same_time = and_(Item.publish_at == last.publish_at, Item.id < last.id)
    return or_(Item.publish_at < last.publish_at, same_time, Item.publish_at.is_(None))
