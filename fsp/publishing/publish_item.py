"""Publishes one post on each of its project's platforms, once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from fsp.clock import iso
from fsp.errors import PermanentFailure
from fsp.jobs.run_context import progress, step
from fsp.metrics.platform_calls import counted_call
from fsp.models.item import Item, ItemState, Revision
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.performance.execution import PLATFORM_PREFIX
from fsp.publishing.destinations import destinations_of, publication_at
from fsp.publishing.frozen import Frozen, FrozenImage, content_hash, freeze, published_at_of
from fsp.publishing.permission import why_held_back
from fsp.publishing.platform import Platform, Post
from fsp.publishing.platforms import platform
from fsp.publishing.tag_addresses import tag_addresses
from fsp.publishing.used_images import used_images
from fsp.settings import Settings
from fsp.stores import current_redis, db


@dataclass(frozen=True)
class PublishResult:
    """Where the post is now, and on how many platforms it was already up to date."""

    urls: dict[str, str]
    unchanged: int
    due_at: str | None = None
    """When the post is due, if that is in the future. Then nothing was published, and the sweep enqueues it again."""
    held_back: str = ""
    """Why nothing was published, if the post is held back."""


@dataclass(frozen=True)
class _Material:
    item: Item
    project: Project
    body: str
    revision_id: int
    images: dict[str, FrozenImage]
    tag_slugs: dict[str, str]

    def frozen(self, came_at: datetime) -> Frozen:
        published_at = published_at_of(self.item, came_at)
        return freeze(self.item, published_at=published_at, images=self.images, tag_slugs=self.tag_slugs)

    def post(self, came_at: datetime) -> Post:
        return Post(
            key=f"fsp-item-{self.item.id}",
            item_id=self.item.id,
            project_id=self.project.id,
            project_slug=self.project.slug,
            slug=self.item.slug,
            title=self.item.title,
            summary=self.item.summary,
            body=self.body,
            tags=tuple(str(tag) for tag in self.item.tags),
            # A post imported with a date keeps it, however late it is published here.
            published_at=published_at_of(self.item, came_at),
        )


def publish_item(item_id: int, *, settings: Settings, now: datetime) -> PublishResult:
    """Publish the post's current text on every platform. Safe to repeat, also after a crash half way."""
    later = _due_later(item_id, now)
    if later is not None:
        return PublishResult({}, 0, due_at=iso(later))
    held_back = why_held_back(item_id)
    if held_back:
        return PublishResult({}, 0, held_back=held_back)
    material = _gather(item_id)
    urls, unchanged = {}, 0
    destinations = destinations_of(material.project.id)
    for number, destination in enumerate(destinations, start=1):
        name = destination.platform
        place = platform(name, settings)
        publication = publication_at(item_id, destination)
        came_at = publication.published_at or now
        frozen = material.frozen(came_at)
        sha256 = content_hash(frozen, material.body)
        if publication.state == PublicationState.PUBLISHED and publication.content_hash == sha256:
            unchanged += 1
        else:
            with step(f"{PLATFORM_PREFIX}{name}"):
                _publish_on(place, publication.id, material, frozen=frozen, came_at=came_at, now=now)
        # Also without anything to publish: an earlier attempt may have crashed between the row and the files.
        place.settle(material.post(came_at))
        urls[name] = publication_at(item_id, destination).url or ""
        progress(number, len(destinations), f"published on {name}")
    _mark_published(item_id, material.revision_id, now)
    return PublishResult(urls, unchanged)


def _due_later(item_id: int, now: datetime) -> datetime | None:
    """Return the time of a post that is not due yet, regardless of how its job was enqueued."""
    row = db.session.execute(select(Item.state, Item.publish_at).where(Item.id == item_id)).one_or_none()
    db.session.commit()
    if row is None or row.state != ItemState.SCHEDULED or row.publish_at is None or row.publish_at <= now:
        return None
    moment: datetime = row.publish_at
    return moment


def _gather(item_id: int) -> _Material:
    item = db.session.get(Item, item_id, populate_existing=True)
    if item is None:
        raise PermanentFailure(f"Post {item_id} not found. It may have been deleted after the job was created.")
    project = db.session.get_one(Project, item.project_id)
    revision = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    if revision is None or not revision.body.strip():
        raise PermanentFailure(f'"{item.title}" has no content to publish. Write some or use a draft first.')
    images = used_images(item, revision.body, project)
    tag_slugs = tag_addresses(project, [str(tag) for tag in item.tags])
    db.session.commit()
    return _Material(item, project, revision.body, revision.id, images, tag_slugs)


def _publish_on(
    place: Platform, publication_id: int, material: _Material, *, frozen: Frozen, came_at: datetime, now: datetime
) -> None:
    _write(publication_id, state=PublicationState.PUBLISHING)
    db.session.commit()
    try:
        with counted_call(current_redis(), place.name):
            post = material.post(came_at)
            published = place.find(post) or place.publish(post)
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
        external_id=published.external_id,
        url=published.url,
        revision_id=material.revision_id,
        content_hash=content_hash(frozen, material.body),
        frozen=frozen,
        published_at=func.coalesce(Publication.published_at, now),
        updated_at=now,
    )
    db.session.add(SiteChange(project_id=material.project.id, item_id=material.item.id))
    db.session.commit()


def _write(publication_id: int, *conditions: object, **values: object) -> None:
    db.session.execute(
        update(Publication).where(Publication.id == publication_id, *conditions).values(**values)  # type: ignore[arg-type]
    )


def _mark_published(item_id: int, revision_id: int, now: datetime) -> None:
    # Only if nobody changed the text, deleted the post or unpublished it in the meantime.
    is_out = select(Publication.id).where(
        Publication.item_id == item_id, Publication.state == PublicationState.PUBLISHED
    )
    db.session.execute(
        update(Item)
        .where(
            Item.id == item_id,
            Item.current_revision_id == revision_id,
            Item.deleted_at.is_(None),
            is_out.exists(),
        )
        .values(state=ItemState.PUBLISHED, published_at=func.coalesce(Item.published_at, now))
    )
    db.session.commit()
