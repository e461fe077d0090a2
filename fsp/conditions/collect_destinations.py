"""Collects facts about destinations, in one statement and one round trip to Redis."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import redis
from sqlalchemy import (
    CompoundSelect,
    Integer,
    Row,
    String,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from fsp.cache import Cache
from fsp.conditions.blockers_keyed import why_shut
from fsp.conditions.facts.destinations import DestinationFacts, WaitingPosts
from fsp.gates.keyed import KeyedGate, gate_state_read
from fsp.gates.pauses import Pause
from fsp.jobs.gate import gate_id
from fsp.models.destination import SITE, Destination, label_of
from fsp.models.item import CONSENTED, Item, ItemState
from fsp.models.item_approval import is_approved
from fsp.models.item_text import has_text
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.types import UtcDateTime
from fsp.redis_ops.reads import fetch, gathered
from fsp.stores import db

LASTS = timedelta(seconds=8)
"""Shorter than the shortest refresh interval. Many open pages share one read."""
JUST_DUE = timedelta(minutes=1)
"""The sweep enqueues due posts once a minute."""
RECENT = timedelta(hours=1)
MAX_DESTINATIONS = 1_000
LATE, LIVE = "late", "live"
WAITING = (PublicationState.PENDING, PublicationState.PUBLISHING)
UNDECIDED = (PublicationState.HELD, PublicationState.UNKNOWN)

DESTINATIONS = Cache[tuple[DestinationFacts, ...]](lasts=LASTS)


def read_destinations(connection: redis.Redis, now: datetime) -> tuple[DestinationFacts, ...]:
    """Return the destinations that publish outside, and the sites with late or recent posts; at most 8 s old."""
    return DESTINATIONS.get(lambda: _read(connection, now), now).value


def _read(connection: redis.Redis, now: datetime) -> tuple[DestinationFacts, ...]:
    rows = _rows(now)
    by_id = {number: list(group) for number, group in groupby(rows, key=lambda row: row.id)}
    shown = dict(list(by_id.items())[:MAX_DESTINATIONS])
    outside = [number for number, group in shown.items() if group[0].platform != SITE]
    gates: tuple[KeyedGate, ...] = (
        fetch(connection, gathered([gate_state_read(gate_id("destination", str(number)), now) for number in outside]))
        if outside
        else ()
    )
    by_gate = dict(zip(outside, gates, strict=True))
    return tuple(_facts(group, by_gate.get(number)) for number, group in shown.items())


def _facts(rows: list[Row[Any]], gate: KeyedGate | None) -> DestinationFacts:
    row, is_site = rows[0], rows[0].platform == SITE
    pause = Pause(row.paused_by or "somebody", row.pause_reason, row.paused_at) if row.paused_at else None
    pause = pause or (gate.pause if gate else None)
    return DestinationFacts(
        id=row.id,
        label=f"{row.slug}/{row.name}" if is_site else label_of(row.platform, row.slug, row.name),
        name=row.name,
        project_slug=row.slug,
        is_site=is_site,
        late=_waiting(part for part in rows if part.kind == LATE),
        held=_waiting(part for part in rows if part.kind == PublicationState.HELD),
        unknown=_waiting(part for part in rows if part.kind == PublicationState.UNKNOWN),
        recent=Counter({part.bucket: part.posts for part in rows if part.kind == LIVE and part.bucket is not None}),
        alert_after_seconds=row.alert_after_seconds,
        paused_by=pause.by if pause else "",
        pause_reason=pause.reason if pause else "",
        circuit=gate.circuit if gate else "closed",
        circuit_why=gate.why if gate else "",
        opened_at=gate.opened_at if gate else None,
        open_until=gate.open_until if gate else None,
        blockers=tuple(why_shut(gate)) if gate else (),
        credentials_expire_at=row.credentials_expire_at,
    )


def _waiting(rows: Iterable[Row[Any]]) -> WaitingPosts:
    parts = list(rows)
    if not parts:
        return WaitingPosts()
    posts, first = sum(part.posts for part in parts), min(parts, key=lambda part: part.first_at)
    return WaitingPosts(posts, first.first_at, first.item_id, first.title if posts == 1 else "", first.error or "")


def _rows(now: datetime) -> Sequence[Row[Any]]:
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
    """Return what is counted: late and undecided publications, late posts of sites, and recent times by bucket."""
    counts = (func.count().label("posts"),)
    no_bucket = cast(null(), Integer).label("bucket")
    kind = cast(literal(LATE), String(20)).label("kind")
    is_late = and_(Publication.state.in_(WAITING), Publication.live_at.is_(None), Publication.due_at <= now - JUST_DUE)
    late = _of_publications(kind, no_bucket).where(is_late, Item.state.in_(CONSENTED), is_approved())
    state = cast(Publication.state, String(20)).label("kind")
    undecided = _of_publications(state, no_bucket).where(Publication.state.in_(UNDECIDED)).group_by(Publication.state)
    on_sites = (
        select(
            Destination.id.label("destination_id"),
            *(kind, no_bucket, *counts),
            func.min(Item.publish_at).label("first_at"),
            func.min(Item.id).label("item_id"),
            func.min(Item.title).label("title"),
            cast(null(), Text).label("error"),
        )
        .join(Destination, and_(Destination.project_id == Item.project_id, Destination.platform == SITE))
        .join(Project, Project.id == Item.project_id)
        .where(
            Item.state == ItemState.SCHEDULED,
            Item.publish_at <= now - JUST_DUE,
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
    return union_all(late, undecided, on_sites, live)


def _of_publications(kind: Any, bucket: Any) -> Any:
    return (
        select(
            Publication.destination_id.label("destination_id"),
            kind,
            bucket,
            func.count().label("posts"),
            func.min(func.coalesce(Publication.due_at, Publication.updated_at)).label("first_at"),
            func.min(Publication.item_id).label("item_id"),
            func.min(Item.title).label("title"),
            func.max(Publication.error).label("error"),
        )
        .join(Item, Item.id == Publication.item_id)
        .join(Project, Project.id == Item.project_id)
        .where(Item.deleted_at.is_(None))
        .group_by(Publication.destination_id)
    )
