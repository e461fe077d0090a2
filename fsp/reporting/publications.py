"""Reads what went where: publications of a period, and the state of every destination."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.reporting.facts import DestinationLine, NextPost, SentPost, delay_of
from fsp.stores import db

MAX_NEXT = 20
_ALWAYS = frozenset({ItemState.DRAFT, ItemState.SCHEDULED, ItemState.PUBLISHED, ItemState.FAILED})
"""The states that a report names even without posts."""
_WAITING = frozenset({PublicationState.PENDING, PublicationState.PUBLISHING, PublicationState.REMOVING})


def sent_posts(project_id: int | None, since: datetime, until: datetime) -> list[SentPost]:
    """Return what became public in the span, oldest first, also what was removed since."""
    moment = func.coalesce(Publication.live_at, Publication.published_at)
    rows = db.session.execute(
        select(Publication, Project.slug, Item.slug, Item.title, Destination.name, moment.label("moment"))
        .join(Item, Item.id == Publication.item_id)
        .join(Project, Project.id == Item.project_id)
        .outerjoin(Destination, Destination.id == Publication.destination_id)
        .where(moment >= since, moment < until, *_of_project(project_id))
        .order_by(moment, Publication.id)
    )
    return [
        SentPost(
            project=project,
            destination_id=publication.destination_id or 0,
            destination=name or publication.platform.capitalize(),
            post=slug,
            title=title,
            state=publication.state,
            due_at=publication.due_at,
            live_at=publication.live_at or publication.published_at or since,
            url=publication.url or "",
        )
        for publication, project, slug, title, name, _ in rows
    ]


def first_published(project_id: int | None, since: datetime, until: datetime) -> int:
    """Return how many posts were published for the first time in the span."""
    moment = func.min(func.coalesce(Publication.live_at, Publication.published_at))
    posts = (
        select(Publication.item_id)
        .join(Item)
        .where(*_of_project(project_id))
        .group_by(Publication.item_id)
        .having(and_(moment >= since, moment < until))
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(posts)) or 0


def destination_lines(
    project_id: int | None, sent: Sequence[SentPost], sent_before: Sequence[SentPost]
) -> list[DestinationLine]:
    """Return one line for each destination that is in use or had posts in one of the periods."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for destination_id, state, count in db.session.execute(
        select(Publication.destination_id, Publication.state, func.count())
        .join(Item)
        .where(Item.deleted_at.is_(None), *_of_project(project_id))
        .group_by(Publication.destination_id, Publication.state)
    ):
        counts[destination_id or 0][state] = count
    seconds: dict[int, list[float]] = defaultdict(list)
    for post in sent:
        if post.delay_seconds is not None:
            seconds[post.destination_id].append(post.delay_seconds)
    numbers, before = (Counter(post.destination_id for post in posts) for posts in (sent, sent_before))
    used = numbers.keys() | before.keys()
    rows = db.session.execute(
        select(Destination, Project.slug)
        .join(Project)
        .where(
            or_(and_(Destination.removed_at.is_(None), Project.deleted_at.is_(None)), Destination.id.in_(used)),
            *([Destination.project_id == project_id] if project_id is not None else []),
        )
        .order_by(Project.slug, Destination.id)
    )
    return [
        DestinationLine(
            project=slug,
            name=destination.name,
            platform=destination.platform,
            sent=numbers[destination.id],
            sent_before=before[destination.id],
            delay=delay_of(seconds[destination.id]),
            failed=counts[destination.id][PublicationState.FAILED],
            held=counts[destination.id][PublicationState.HELD],
            unknown=counts[destination.id][PublicationState.UNKNOWN],
            waiting=sum(counts[destination.id][state] for state in _WAITING),
            is_paused=destination.paused_at is not None,
        )
        for destination, slug in rows
    ]


def upcoming(project_id: int | None, now: datetime) -> list[NextPost]:
    """Return the scheduled posts that are next, at most 20, with the destinations of their projects."""
    rows = db.session.execute(
        select(Item, Project.slug)
        .join(Project, Project.id == Item.project_id)
        .where(
            Item.state == ItemState.SCHEDULED,
            Item.publish_at >= now,
            Item.deleted_at.is_(None),
            Project.deleted_at.is_(None),
            *_of_project(project_id),
        )
        .order_by(Item.publish_at, Item.id)
        .limit(MAX_NEXT)
    ).all()
    names: dict[int, list[str]] = defaultdict(list)
    projects = {item.project_id for item, _ in rows}
    for owner, name in db.session.execute(
        select(Destination.project_id, Destination.name)
        .where(Destination.project_id.in_(projects), Destination.removed_at.is_(None))
        .order_by(Destination.id)
    ):
        names[owner].append(name)
    return [
        NextPost(slug, item.slug, item.title, item.publish_at, tuple(names[item.project_id]))
        for item, slug in rows
        if item.publish_at is not None
    ]


def posts_by_state(project_id: int | None) -> dict[str, int]:
    """Return the number of posts in each state now."""
    counted = dict(
        db.session.execute(
            select(Item.state, func.count())
            .join(Project, Project.id == Item.project_id)
            .where(Item.deleted_at.is_(None), Project.deleted_at.is_(None), *_of_project(project_id))
            .group_by(Item.state)
        ).all()
    )
    return {state.value: counted.get(state, 0) for state in ItemState if state in _ALWAYS or counted.get(state)}


def _of_project(project_id: int | None) -> list[ColumnElement[bool]]:
    return [Item.project_id == project_id] if project_id is not None else []
