"""Publishes one post at each destination of its project, once: on its site here, elsewhere by jobs of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import redis
from sqlalchemy.orm import joinedload

from fsp.clock import iso
from fsp.installation.guard import why_outgoing_is_held
from fsp.jobs.run_context import progress
from fsp.models.destination import SITE, Destination
from fsp.models.publication import Publication
from fsp.publishing.deliver import Delivered, deliver
from fsp.publishing.destinations import destinations_of, publication_at
from fsp.publishing.hand_out import hand_out
from fsp.publishing.material import Material, gather
from fsp.publishing.outstanding import enqueue_wanted
from fsp.publishing.permission import read_consent
from fsp.publishing.publish_on_site import publish_on_site
from fsp.settings import Settings
from fsp.stores import current_redis, db, reading


@dataclass(frozen=True)
class PublishResult:
    """Where the post is now, whether the site had it already, and for how many destinations a job was enqueued."""

    urls: dict[str, str]
    unchanged: int
    due_at: str | None = None
    """When the post is due, if that is in the future. Then nothing was published, and the sweep enqueues it again."""
    held_back: str = ""
    """Why nothing was published, if the post is held back."""
    enqueued: int = 0


def publish_item(item_id: int, *, settings: Settings, now: datetime) -> PublishResult:
    """Publish the post's current text at every destination. Safe to repeat, also after a crash half way."""
    consent = read_consent(item_id)
    later = consent.due_later(now) if consent else None
    if later is not None:
        return PublishResult({}, 0, due_at=iso(later))
    if consent and consent.why_not:
        return PublishResult({}, 0, held_back=consent.why_not)
    material = gather(item_id)
    # Before the site: after it the post counts as published, and nobody would hand it out.
    hand_out(material.item, now)
    try:
        urls, unchanged = _publish_here(material, settings=settings, now=now)
    finally:
        # Also if the site fails: no destination holds back another.
        enqueued = enqueue_wanted(current_redis(), now, Publication.item_id == item_id)
    return PublishResult(urls, unchanged, enqueued=enqueued)


def publish_at(
    item_id: int,
    destination_id: int,
    *,
    settings: Settings,
    connection: redis.Redis,
    clock: Callable[[], datetime],
) -> Delivered:
    """Do what is wanted for one post at one destination. Safe to repeat, also after a crash half way."""
    with reading():
        destination = db.session.get(
            Destination, destination_id, populate_existing=True, options=[joinedload(Destination.project)]
        )
    if destination is None or destination.removed_at is not None:
        return Delivered("", held_back="The destination was removed after the job was created.")
    if destination.paused_at is not None:
        return Delivered("", held_back=f"{destination.name} is paused.")
    copied = why_outgoing_is_held(connection, settings, clock())
    if copied is not None:
        return Delivered("", held_back=f"{copied} Nothing is sent until a person adopts this installation.")
    return deliver(item_id, destination, settings=settings, connection=connection, clock=clock)


def _publish_here(material: Material, *, settings: Settings, now: datetime) -> tuple[dict[str, str], int]:
    """Publish on the site; return its address, and how many sites had the post already."""
    urls, unchanged = {}, 0
    sites = [row for row in destinations_of(material.project.id) if row.platform == SITE]
    for number, destination in enumerate(sites, start=1):
        unchanged += not publish_on_site(material, destination, settings=settings, now=now)
        urls[SITE] = publication_at(material.item.id, destination).url or ""
        progress(number, len(sites), f"published on {SITE}")
    return urls, unchanged
