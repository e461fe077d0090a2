"""Publishes a post on the built-in site of its project, in the same process."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from fsp.content.item_history import add_event
from fsp.destinations.catalogue import platform_class
from fsp.jobs.run_context import step
from fsp.metrics.platform_calls import counted_call
from fsp.models.destination import SITE, Destination
from fsp.models.item import CONSENTED, Item
from fsp.models.item_event import EventKind
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.performance.execution import PLATFORM_PREFIX
from fsp.publishing.destinations import publication_at
from fsp.publishing.frozen import Frozen, content_hash
from fsp.publishing.mark_published import mark_published
from fsp.publishing.material import Material
from fsp.publishing.site.content import site_address
from fsp.settings import Settings
from fsp.stores import current_redis, db


def publish_on_site(material: Material, destination: Destination, *, settings: Settings, now: datetime) -> bool:
    """Publish the post unless the site already has it as it is; return whether anything was published."""
    publication = publication_at(material.item.id, destination)
    frozen = material.frozen(publication.published_at or now)
    sha256 = content_hash(frozen, material.body)
    is_new = publication.state != PublicationState.PUBLISHED or publication.content_hash != sha256
    if is_new:
        kind = EventKind.UPDATED if publication.state == PublicationState.PUBLISHED else EventKind.PUBLISHED
        with step(f"{PLATFORM_PREFIX}{SITE}"), counted_call(current_redis(), SITE):
            is_new = _publish(publication, material, frozen, sha256=sha256, settings=settings, now=now)
        if is_new:
            add_event(material.item.id, kind, place=destination.name)
    mark_published(material.item.id, material.revision_id, now)
    # Also without anything to publish: an earlier attempt may have crashed between the row and the files.
    # Imported by its name, as every platform: builds import most of the code for texts.
    site: Any = platform_class(SITE)
    site.settle(material.project.id, material.project.slug, settings=settings)
    return is_new


def _publish(
    publication: Publication, material: Material, frozen: Frozen, *, sha256: str, settings: Settings, now: datetime
) -> bool:
    """Record the post as published, unless it was withdrawn since it was read; the caller commits.

    A build writes its files.
    """
    path, url = site_address(material.project.slug, material.item.slug, settings=settings)
    has_consent = select(Item.id).where(
        Item.id == material.item.id, Item.state.in_(CONSENTED), Item.deleted_at.is_(None)
    )
    published = db.session.execute(
        update(Publication)
        .where(Publication.id == publication.id, Publication.state == publication.state, has_consent.exists())
        .values(
            state=PublicationState.PUBLISHED,
            error="",
            external_id=path,
            url=url,
            revision_id=material.revision_id,
            content_hash=sha256,
            frozen=frozen,
            published_at=func.coalesce(Publication.published_at, now),
            due_at=func.coalesce(Publication.due_at, _due_at(material, now)),
            live_at=func.coalesce(Publication.live_at, now),
            updated_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    if not published.rowcount:  # type: ignore[attr-defined]
        return False
    db.session.execute(insert(SiteChange), {"project_id": material.project.id, "item_id": material.item.id})
    return True


def _due_at(material: Material, now: datetime) -> datetime:
    """Return when the post was wanted here. One that is older than its item was not wanted before now."""
    due_at = material.item.publish_at
    return now if due_at is None or due_at < material.item.created_at else due_at
