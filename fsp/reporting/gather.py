"""Reads the content of a report from SQL and Redis: posts by state, publications by week, job durations."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import redis
from sqlalchemy import ColumnElement, case, func, select, true

from fsp.errors import PermanentFailure
from fsp.metrics.timings import JobTiming, read_timings
from fsp.models.destination import SITE
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.stores import db

WEEKS = 26
_ALWAYS = frozenset({ItemState.DRAFT, ItemState.SCHEDULED, ItemState.PUBLISHED, ItemState.FAILED})
"""The states that a report names even without posts."""


@dataclass(frozen=True)
class ReportItem:
    """A post, and where it is published."""

    project: str
    slug: str
    title: str
    state: str
    publish_at: datetime | None
    published_at: datetime | None
    url: str


@dataclass(frozen=True)
class Report:
    """A report on one project, or on all when `project_id` is None. A week is named by its Monday."""

    project_id: int | None
    name: str
    title: str
    as_of: datetime
    states: dict[str, int]
    weeks: list[tuple[date, int]]
    items: list[ReportItem]
    timings: list[JobTiming]


def gather(slug: str | None, *, connection: redis.Redis, now: datetime) -> Report:
    """Read a report; raise PermanentFailure if no project has this slug."""
    project = _project(slug) if slug else None
    conditions = [Item.project_id == project.id] if project else []
    counted = dict(db.session.execute(select(Item.state, func.count()).where(*conditions).group_by(Item.state)).all())
    moments = db.session.scalars(
        select(func.min(Publication.published_at))
        .join(Item)
        .where(*conditions, Publication.state == PublicationState.PUBLISHED)
        # A post counts once, wherever else it was sent.
        .group_by(Publication.item_id)
        .having(func.min(Publication.published_at) >= now - timedelta(weeks=WEEKS))
    ).all()
    report = Report(
        project_id=project.id if project else None,
        name=project.slug if project else "all-projects",
        title=project.title if project else "All projects",
        as_of=now,
        states={state.value: counted.get(state, 0) for state in ItemState if state in _ALWAYS or counted.get(state)},
        weeks=by_week([moment.date() for moment in moments if moment], until=now.date()),
        items=_items(conditions),
        timings=read_timings(connection, now),
    )
    db.session.commit()
    return report


def by_week(days: list[date], *, until: date) -> list[tuple[date, int]]:
    """Return (Monday, count) for the last 26 weeks, the current week last. Empty weeks have a count of 0."""
    counts = Counter(_monday(day) for day in days)
    mondays = [_monday(until) - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    return [(monday, counts[monday]) for monday in mondays]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _project(slug: str) -> Project:
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise PermanentFailure(f'Project "{slug}" not found. Leave it out for a report on all projects.')
    return project


def _url_of(condition: ColumnElement[bool]) -> ColumnElement[str | None]:
    return func.min(case((condition, Publication.url)))


def _items(conditions: list[ColumnElement[bool]]) -> list[ReportItem]:
    rows = db.session.execute(
        select(Item, Project.slug, func.coalesce(_url_of(Publication.platform == SITE), _url_of(true())))
        .join(Project, Project.id == Item.project_id)
        .outerjoin(Publication, Publication.item_id == Item.id)
        .where(*conditions)
        .group_by(Item.id, Project.slug)
        .order_by(Project.slug, Item.publish_at.is_(None), Item.publish_at, Item.id)
    ).all()
    return [
        ReportItem(project, item.slug, item.title, item.state, item.publish_at, item.published_at, url or "")
        for item, project, url in rows
    ]
