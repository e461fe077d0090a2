"""Scheduled posts without a text. They are reported early and not published until they have one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select

from fsp.models.item import Item, ItemState
from fsp.models.item_text import has_text
from fsp.models.project import Project
from fsp.stores import db

NOTICE = timedelta(days=7)
"""How long before its time a post without a text is reported."""

MAX_ITEMS = 500
MAX_PROJECTS = 20


@dataclass(frozen=True)
class MissingTexts:
    """The posts of one project without a text that are due soon or overdue, and the first of them."""

    project_slug: str
    project_title: str
    items: int
    first_at: datetime
    item_id: int | None
    title: str
    """The title of the only such post; empty if there are several."""


def is_waiting_for_text() -> ColumnElement[bool]:
    """Return the condition that a post is scheduled and has no text."""
    return and_(Item.state == ItemState.SCHEDULED, Item.deleted_at.is_(None), ~has_text())


def without_text(item_ids: Collection[int]) -> frozenset[int]:
    """Return which of these posts are scheduled and have no text."""
    if not item_ids:
        return frozenset()
    return frozenset(db.session.scalars(select(Item.id).where(Item.id.in_(item_ids), is_waiting_for_text())))


def list_missing(now: datetime) -> list[Item]:
    """Return the scheduled posts without a text that are due soon or overdue, in order of their time."""
    return list(db.session.scalars(select(Item).where(*_soon(now)).order_by(Item.publish_at, Item.id).limit(MAX_ITEMS)))


def count_missing(now: datetime) -> tuple[MissingTexts, ...]:
    """Return the same, counted by project, in order of their time."""
    first_at = func.min(Item.publish_at)
    rows = db.session.execute(
        select(Project.slug, Project.title, func.count(), first_at, func.min(Item.id), func.min(Item.title))
        .join(Item)
        .where(*_soon(now), Project.deleted_at.is_(None))
        .group_by(Project.id, Project.slug, Project.title)
        .order_by(first_at, Project.id)
        .limit(MAX_PROJECTS)
    ).all()
    return tuple(
        MissingTexts(slug, title, count, at, item_id if count == 1 else None, item_title if count == 1 else "")
        for slug, title, count, at, item_id, item_title in rows
        if at is not None
    )


def _soon(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (is_waiting_for_text(), Item.publish_at <= now + NOTICE)
