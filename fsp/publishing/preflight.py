"""Runs the preflight of scheduled posts: reads what the checks need, and stores what they find."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import redis
from sqlalchemy import and_, func, or_, select, update

from fsp.clock import utc_now
from fsp.destinations.account_check import stored_results
from fsp.destinations.connect import connect
from fsp.destinations.contract import Platform, Post
from fsp.destinations.gates import destination_gate
from fsp.destinations.images import prepare_stored
from fsp.destinations.lookup import list_destinations
from fsp.destinations.preflight import problems_of
from fsp.destinations.preflight_facts import Contents, Place, Problem
from fsp.errors import FspError, PermanentFailure
from fsp.gates.keyed import KeyedGate, read_keyed_gate
from fsp.models.destination import AfterLate, Destination
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.approval import read_approval
from fsp.publishing.dead_links import dead_links
from fsp.publishing.destinations import publication_at
from fsp.publishing.doomed import UNAPPROVED
from fsp.publishing.material import gather
from fsp.publishing.post_text import post_text
from fsp.publishing.preflight_run import BEFORE, PreflightRun
from fsp.publishing.record import removals_of
from fsp.publishing.remote_post import post_key, remote_post
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings
from fsp.stores import db

AGAIN_AFTER = timedelta(minutes=5)
"""How often it is checked in that time."""
REPORTED, SELDOM = timedelta(days=7), timedelta(minutes=30)
"""Posts that may be on the overview, and how often they are checked, so that a fixed problem disappears."""
MAX_ITEMS = 50
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def check_item(
    item: Item,
    *,
    settings: Settings,
    connection: redis.Redis,
    now: datetime,
    run: PreflightRun | None = None,
) -> dict[int, list[Problem]]:
    """Check a post at each destination of its project, store the problems and return them by destination.

    Without a run, no other server is asked.
    """
    project = db.session.get_one(Project, item.project_id)
    has_approval = read_approval(item, project).is_sufficient
    results = {}
    run = run or PreflightRun(now)
    for destination in list_destinations(project):
        publication = publication_at(item.id, destination)
        problems = _check(item, publication, destination, settings, connection, now, run)
        problems = problems if has_approval else [UNAPPROVED, *problems]
        db.session.execute(
            update(Publication)
            .where(Publication.id == publication.id)
            .values(
                preflight=[asdict(problem) for problem in problems],
                preflight_at=now,
                updated_at=Publication.updated_at,
            )
        )
        db.session.commit()
        results[destination.id] = problems
    return results


def items_to_check(now: datetime) -> list[int]:
    """Return the scheduled posts to check: new and changed ones, and those due within a week, more often at the end."""
    is_stale = or_(
        Publication.id.is_(None),
        Publication.preflight_at.is_(None),
        Publication.preflight_at < Item.updated_at,
        Publication.preflight_at < Destination.checked_at,
        Publication.preflight_at < Destination.paused_at,
        and_(Item.publish_at <= now + BEFORE, Publication.preflight_at < now - AGAIN_AFTER),
        and_(Item.publish_at <= now + REPORTED, Publication.preflight_at < now - SELDOM),
    )
    rows = db.session.scalars(
        select(Item.id)
        .join(Project, Project.id == Item.project_id)
        .join(Destination, and_(Destination.project_id == Project.id, Destination.removed_at.is_(None)))
        .outerjoin(Publication, and_(Publication.item_id == Item.id, Publication.destination_id == Destination.id))
        .where(
            Item.state == ItemState.SCHEDULED,
            Item.deleted_at.is_(None),
            Project.deleted_at.is_(None),
            Item.publish_at > now,
            is_stale,
        )
        .group_by(Item.id, Item.publish_at)
        # Those that waited longest come first: many posts that are due together must all have their turn.
        .order_by(func.min(func.coalesce(Publication.preflight_at, LONG_AGO)), Item.publish_at, Item.id)
        .limit(MAX_ITEMS)
    ).all()
    db.session.commit()
    return list(rows)


def _check(
    item: Item,
    publication: Publication,
    destination: Destination,
    settings: Settings,
    connection: redis.Redis,
    now: datetime,
    run: PreflightRun,
) -> list[Problem]:
    platform, fault = _connected(destination, settings, run.http)
    gate = read_keyed_gate(connection, destination_gate(destination.id), now)
    contents = _contents(item, publication, destination, platform, settings, gate, run)
    place = replace(_place(destination, fault, gate), pace=run.pace(item, destination, platform, gate))
    problems = problems_of(place, platform, contents, due_at=item.publish_at or now, now=now)
    return [*problems, *run.earlier(publication, item)]


def _connected(destination: Destination, settings: Settings, http: GuardedClient | None) -> tuple[Platform | None, str]:
    try:
        return connect(destination, settings=settings, http=http), ""
    except FspError as error:
        return None, str(error)


def _place(destination: Destination, fault: str, gate: KeyedGate) -> Place:
    pause = destination.pause_reason or f"by {destination.paused_by}" if destination.paused_at else ""
    if gate.pause and not pause:
        pause = gate.pause.reason or f"by {gate.pause.by}"
    seconds = destination.max_lateness_seconds
    return Place(
        name=destination.name,
        pause=pause,
        circuit_open_since=gate.opened_at if gate.circuit == "open" else None,
        circuit_reason=gate.why if gate.circuit == "open" else "",
        credentials_expire_at=destination.credentials_expire_at,
        tested_at=destination.checked_at,
        results=tuple(stored_results(destination)),
        max_lateness=None if seconds is None else timedelta(seconds=seconds),
        holds_late=destination.after_late == AfterLate.HOLD,
        set_up_fault=fault,
    )


def _contents(
    item: Item,
    publication: Publication,
    destination: Destination,
    platform: Platform | None,
    settings: Settings,
    gate: KeyedGate,
    run: PreflightRun,
) -> Contents:
    try:
        key = post_key(item, destination, removals=removals_of(publication))
        post = remote_post(gather(item.id), settings=settings, came_at=utc_now(), key=key)
    except PermanentFailure:
        return Contents(None)
    if platform is None:
        return Contents(post)
    taken_by = run.taken_by(publication, item, platform, post, gate)
    if platform.abilities.is_local:
        return Contents(post, taken_by=taken_by)
    text_fault = ""
    try:
        text = post_text(post, platform, template=destination.text_template, text_override=publication.text_override)
        post = replace(post, text=text)
    except PermanentFailure as error:
        text_fault = str(error)
    links = dead_links(post.html, run.look_up) if run.look_up else ()
    return Contents(post, text_fault, tuple(_image_faults(platform, post, settings)), links, taken_by)


def _image_faults(platform: Platform, post: Post, settings: Settings) -> list[tuple[str, str]]:
    from_text = post.images[: platform.abilities.images.max_count]
    cover = [post.cover] if post.cover and platform.abilities.images.max_count else []
    faults = []
    for image in (*cover, *from_text):
        try:
            prepare_stored(settings, image, platform.abilities.images)
        except FspError as error:
            faults.append((image.source, str(error)))
    return faults
