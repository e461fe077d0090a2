"""Finds due posts and enqueues their publication."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from sqlalchemy import ColumnElement, or_, select

from fsp.models.destination import SITE, Destination
from fsp.models.item import Item, ItemState
from fsp.models.item_approval import is_approved
from fsp.models.item_text import has_text
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops.set_aside import SetAside
from fsp.stores import db

BATCH = 1000


@dataclass(frozen=True)
class SweepReport:
    """How many projects have due posts or pending builds, and for how many of them this sweep enqueued a job."""

    due: int
    enqueued: int
    set_aside: int = 0
    named: tuple[str, ...] = ()
    """The first rows that were set aside, each with the reason."""


def due_items(project_slug: str, now: datetime) -> list[tuple[int, int | None]]:
    """Return (post, current revision) of each due post of a project, oldest first."""
    rows = db.session.execute(
        select(Item.id, Item.current_revision_id)
        .join(Project)
        .where(Project.slug == project_slug, *_is_due(now))
        .order_by(Item.publish_at, Item.id)
        .limit(BATCH)
    ).all()
    db.session.commit()
    return [(item_id, revision_id) for item_id, revision_id in rows]


def due_projects(now: datetime) -> list[tuple[int, str]]:
    """Return (id, slug) of each project with a due post."""
    rows = db.session.execute(
        select(Project.id, Project.slug).join(Item).where(*_is_due(now)).distinct().order_by(Project.id)
    ).all()
    db.session.commit()
    return [(project_id, slug) for project_id, slug in rows]


def changed_projects() -> list[tuple[int, str]]:
    """Return (id, slug) of each project whose site has changes that no build has picked up."""
    rows = db.session.execute(
        select(Project.id, Project.slug).where(Project.id.in_(select(SiteChange.project_id))).order_by(Project.id)
    ).all()
    db.session.commit()
    return [(project_id, slug) for project_id, slug in rows]


def sweep(connection: redis.Redis, now: datetime) -> SweepReport:
    """Enqueue one job per project with due posts or a pending build. One waiting or running job is enough."""

    def begin(project: tuple[int, str]) -> bool:
        job_id = f"project-scheduled-publish-{project[0]}"
        return enqueue(connection, "project-scheduled-publish", {"project": project[1]}, job_id=job_id).created

    return _each(connection, "project", sorted({*due_projects(now), *changed_projects()}), begin)


def fan_out(connection: redis.Redis, project_slug: str, now: datetime) -> SweepReport:
    """Enqueue one job per due post of a project, unless its job is already waiting or running."""

    def begin(item: tuple[int, int | None]) -> bool:
        return enqueue_item(connection, item[0], item[1])

    return _each(connection, "item", due_items(project_slug, now), begin)


def _each(
    connection: redis.Redis, kind: str, rows: list[tuple[int, Any]], begin: Callable[[tuple[int, Any]], bool]
) -> SweepReport:
    """Process each row. A row that fails is set aside, and the others are still processed."""
    enqueued, aside = 0, SetAside(connection, kind)
    for row in rows:
        try:
            enqueued += begin(row)
        except Exception as error:  # noqa: BLE001  (whatever is wrong with one, the next one is due too)
            aside.add(f"{kind} {row[0]}", error)
    return SweepReport(len(rows), enqueued, aside.count, tuple(aside.names))


def enqueue_item(connection: redis.Redis, item_id: int, revision_id: int | None) -> bool:
    """Enqueue the publication of one revision; return whether there was no such job yet."""
    job_id = f"item-scheduled-publish-{item_id}-{revision_id or 0}"
    return enqueue(connection, "item-scheduled-publish", {"item_id": item_id}, job_id=job_id).created


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Item.state == ItemState.SCHEDULED,
        Item.publish_at <= now,
        Item.deleted_at.is_(None),
        Project.deleted_at.is_(None),
        # A post without a text waits for it: see missing_texts.
        has_text(),
        # A post without an approval waits for it, and the overview names it.
        is_approved(),
        or_(_has_site(), ~_was_handed_out()),
    )


def _has_site() -> ColumnElement[bool]:
    """Return the condition that the project has a site, where the same job publishes the post."""
    return (
        select(Destination.id)
        .where(
            Destination.project_id == Item.project_id, Destination.platform == SITE, Destination.removed_at.is_(None)
        )
        .exists()
    )


def _was_handed_out() -> ColumnElement[bool]:
    """Return the condition that the post waits for its other destinations, whose jobs the sweep enqueues."""
    return (
        select(Publication.id)
        .where(
            Publication.item_id == Item.id,
            Publication.due_at.is_not(None),
            Publication.state != PublicationState.UNPUBLISHED,
        )
        .exists()
    )
