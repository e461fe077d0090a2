"""Publishes a post on the built-in site of its project, in the same process."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, update

from fsp.destinations.catalogue import platform_class
from fsp.jobs.run_context import step
from fsp.metrics.platform_calls import counted_call
from fsp.models.destination import SITE, Destination
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.performance.execution import PLATFORM_PREFIX
from fsp.publishing.destinations import publication_at
from fsp.publishing.frozen import Frozen, content_hash
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
        with step(f"{PLATFORM_PREFIX}{SITE}"):
            _publish(publication.id, material, frozen, sha256=sha256, settings=settings, now=now)
    # Also without anything to publish: an earlier attempt may have crashed between the row and the files.
    # Imported by its name, as every platform: builds import most of the code for texts.
    site: Any = platform_class(SITE)
    site.settle(material.project.id, material.project.slug, settings=settings)
    return is_new


def _publish(
    publication_id: int, material: Material, frozen: Frozen, *, sha256: str, settings: Settings, now: datetime
) -> None:
    _write(publication_id, state=PublicationState.PUBLISHING)
    db.session.commit()
    try:
        with counted_call(current_redis(), SITE):
            path, url = site_address(material.project.slug, material.item.slug, settings=settings)
    except Exception as error:
        db.session.rollback()
        _write(publication_id, state=PublicationState.FAILED, error=str(error))
        db.session.commit()
        raise
    _write(
        publication_id,
        # Only if it was not unpublished in the meantime.
        Publication.state == PublicationState.PUBLISHING,
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
    db.session.add(SiteChange(project_id=material.project.id, item_id=material.item.id))
    db.session.commit()


def _due_at(material: Material, now: datetime) -> datetime:
    """Return when the post was wanted here. One that is older than its item was not wanted before now."""
    due_at = material.item.publish_at
    return now if due_at is None or due_at < material.item.created_at else due_at


def _write(publication_id: int, *conditions: object, **values: object) -> None:
    db.session.execute(
        update(Publication).where(Publication.id == publication_id, *conditions).values(**values)  # type: ignore[arg-type]
    )
