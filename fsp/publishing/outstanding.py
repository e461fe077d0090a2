"""Enqueues the jobs of publications that SQL says are wanted. A job that Redis lost comes back within a minute."""

from collections.abc import Iterator
from datetime import datetime

import redis
from sqlalchemy import ColumnElement, and_, or_, select

from fsp.models.destination import Destination
from fsp.models.item import CONSENTED, Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.queueing.enqueue import enqueue, enqueue_named
from fsp.stores import db, reading

BATCH = 1000


def enqueue_wanted(connection: redis.Redis, now: datetime, *conditions: ColumnElement[bool]) -> int:
    """Enqueue a job for each publication that is wanted now, in order of its time; return how many jobs were new."""
    jobs = (_job(*row) for row in _wanted(now, conditions))
    return sum(job.created for job in enqueue_named(connection, "item-scheduled-publish", jobs))


def enqueue_delivery(connection: redis.Redis, item_id: int, destination_id: int) -> bool:
    """Enqueue the job of one post and destination; return whether none was waiting or running."""
    job_id, arguments = _job(item_id, destination_id)
    return enqueue(connection, "item-scheduled-publish", arguments, job_id=job_id).created


def _job(item_id: int, destination_id: int) -> tuple[str, dict[str, int]]:
    """Return the id of a job and its arguments."""
    arguments = {"item_id": item_id, "destination_id": destination_id}
    return f"item-scheduled-publish-{item_id}-at-{destination_id}", arguments


def is_wanted() -> ColumnElement[bool]:
    """Return the condition that something must be done for a publication that was handed out."""
    is_sendable = and_(
        Publication.state.in_([PublicationState.PENDING, PublicationState.PUBLISHING]),
        Publication.due_at.is_not(None),
        Item.state.in_(CONSENTED),
        Item.deleted_at.is_(None),
        Project.deleted_at.is_(None),
    )
    return or_(is_sendable, Publication.state == PublicationState.REMOVING)


def _wanted(now: datetime, conditions: tuple[ColumnElement[bool], ...]) -> Iterator[tuple[int, int]]:
    """Yield (post, destination) in batches: due at the same time, a post that was written first goes first."""
    last: tuple[datetime, int] | None = None
    while True:
        after = [] if last is None else [or_(Publication.due_at > last[0], _same_time(last))]
        with reading():
            rows = db.session.execute(
                select(Publication.item_id, Publication.destination_id, Publication.due_at, Publication.id)
                .join(Item, Item.id == Publication.item_id)
                .join(Project, Project.id == Item.project_id)
                .join(Destination, Destination.id == Publication.destination_id)
                .where(
                    is_wanted(),
                    Publication.due_at <= now,
                    Destination.removed_at.is_(None),
                    Destination.paused_at.is_(None),
                    *conditions,
                    *after,
                )
                .order_by(Publication.due_at, Publication.id)
                .limit(BATCH)
            ).all()
        yield from ((row.item_id, row.destination_id) for row in rows if row.destination_id is not None)
        if len(rows) < BATCH:
            return
        last = rows[-1].due_at, rows[-1].id


def _same_time(last: tuple[datetime, int]) -> ColumnElement[bool]:
    return and_(Publication.due_at == last[0], Publication.id > last[1])
