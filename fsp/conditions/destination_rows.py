"""Counts the posts of each destination in one statement: late, undecided and recently published ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from fsp.models.destination import SITE, Destination
from fsp.models.item import CONSENTED, Item, ItemState
from fsp.models.item_approval import is_approved
from fsp.models.item_text import has_text
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.types import UtcDateTime
from fsp.stores import db

RECENT = timedelta(hours=1)
LATE, LIVE = "late", "live"
UNDECIDED = (PublicationState.HELD, PublicationState.UNKNOWN, PublicationState.EDITED)
JUST_DUE = timedelta(minutes=1)
"""The sweep enqueues due posts once a minute."""
_SENDING = (PublicationState.PENDING, PublicationState.PUBLISHING)

_IS_CHANGE = or_(Publication.live_at.is_not(None), Publication.state == PublicationState.REMOVING)

LATE_SINCE = case((_IS_CHANGE, Publication.wanted_at), else_=Publication.due_at)
"""When it was wanted: a change or a removal since a person asked for it, another post since it was due."""

DUE_SINCE = case((Item.publish_at < Item.created_at, Item.created_at), else_=Item.publish_at)
"""When a post that was not handed out should have been: an older post of an import not before the import."""


def is_late(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a publication, joined to its item and project, is late."""
    is_wanted = and_(Publication.state.in_(_SENDING), Item.state.in_(CONSENTED), Item.deleted_at.is_(None))
    return and_(
        or_(and_(is_wanted, is_approved()), Publication.state == PublicationState.REMOVING),
        now - JUST_DUE >= LATE_SINCE,
    )


def read_destination_rows(now: datetime) -> Sequence[Row[Any]]:
    """Return a row for each destination and kind of posts there; one without a kind if there are no such posts."""
    posts = _posts(now).subquery()
    columns = (
        *(Destination.id, Destination.platform, Destination.name, Destination.alert_after_seconds),
        *(Destination.paused_at, Destination.paused_by, Destination.pause_reason),
        *(Destination.credentials_expire_at, Project.slug),
    )
    return db.session.execute(
        select(
            *columns,
            posts.c.kind,
            posts.c.bucket,
            posts.c.posts,
            posts.c.first_at,
            posts.c.item_id,
            posts.c.title,
            posts.c.error,
        )
        .join(Project, Project.id == Destination.project_id)
        .outerjoin(posts, posts.c.destination_id == Destination.id)
        .where(
            Destination.removed_at.is_(None),
            Project.deleted_at.is_(None),
            or_(Destination.platform != SITE, posts.c.kind.is_not(None)),
        )
        .order_by(Destination.id)
    ).all()


def _posts(now: datetime) -> CompoundSelect[Any]:
    """Return what is counted: late and undecided publications, due posts, and recent times by bucket."""
    counts = (func.count().label("posts"),)
    no_bucket = cast(null(), Integer).label("bucket")
    kind = cast(literal(LATE), String(20)).label("kind")
    late = _of_publications(kind, no_bucket, LATE_SINCE).where(is_late(now))
    state = cast(Publication.state, String(20)).label("kind")
    undecided = (
        _of_publications(state, no_bucket, func.coalesce(Publication.due_at, Publication.updated_at))
        .where(Publication.state.in_(UNDECIDED), Item.deleted_at.is_(None))
        .group_by(Publication.state)
    )
    not_handed_out = (
        select(
            Destination.id.label("destination_id"),
            *(kind, no_bucket, *counts),
            func.min(DUE_SINCE).label("first_at"),
            func.min(Item.id).label("item_id"),
            func.min(Item.title).label("title"),
            cast(null(), Text).label("error"),
        )
        .join(Destination, and_(Destination.project_id == Item.project_id, _waits_for_item()))
        .join(Project, Project.id == Item.project_id)
        .where(
            Item.state == ItemState.SCHEDULED,
            Item.publish_at <= now - JUST_DUE,
            now - JUST_DUE >= DUE_SINCE,
            Item.deleted_at.is_(None),
            has_text(),
            is_approved(),
        )
        .group_by(Destination.id)
    )
    live = (
        select(
            Publication.destination_id.label("destination_id"),
            cast(literal(LIVE), String(20)).label("kind"),
            Publication.live_bucket.label("bucket"),
            *counts,
            cast(null(), UtcDateTime).label("first_at"),
            cast(null(), Integer).label("item_id"),
            cast(null(), String(500)).label("title"),
            cast(null(), Text).label("error"),
        )
        .where(Publication.live_at >= now - RECENT)
        .group_by(Publication.destination_id, Publication.live_bucket)
    )
    return union_all(late, undecided, not_handed_out, live)


def _waits_for_item() -> ColumnElement[bool]:
    """Return the condition that a due post which was not handed out is late at a destination.

    It is late at the site of its project, whose job hands it out. Without a site, at each destination that wants it.
    """
    site = aliased(Destination)
    has_site = select(site.id).where(
        site.project_id == Item.project_id, site.platform == SITE, site.removed_at.is_(None)
    )
    is_handed_out = select(Publication.id).where(
        Publication.item_id == Item.id,
        Publication.destination_id == Destination.id,
        Publication.due_at.is_not(None),
    )
    is_wanted = or_(Destination.sends_older_posts, Item.publish_at >= Destination.created_at)
    return or_(Destination.platform == SITE, and_(~has_site.exists(), ~is_handed_out.exists(), is_wanted))


def _of_publications(kind: Any, bucket: Any, since: Any) -> Any:
    return (
        select(
            Publication.destination_id.label("destination_id"),
            kind,
            bucket,
            func.count().label("posts"),
            func.min(since).label("first_at"),
            func.min(Publication.item_id).label("item_id"),
            func.min(Item.title).label("title"),
            func.max(Publication.error).label("error"),
        )
        .join(Item, Item.id == Publication.item_id)
        .join(Project, Project.id == Item.project_id)
        .group_by(Publication.destination_id)
    )
