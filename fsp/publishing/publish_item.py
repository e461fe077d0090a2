"""Publishing one item on each of its project's platforms, once."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from fsp.clock import iso
from fsp.errors import PermanentFailure
from fsp.extensions import current_redis, db
from fsp.jobs.run_context import progress, step
from fsp.metrics.platform_calls import counted_call
from fsp.models.item import Item, ItemState, Revision
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.performance.execution import PLATFORM_PREFIX
from fsp.publishing.permission import why_held_back
from fsp.publishing.platform import Platform, Post
from fsp.publishing.platforms import platform
from fsp.settings import Settings


@dataclass(frozen=True)
class PublishResult:
    """Where the item is now, and on how many platforms it was already up to date."""

    urls: dict[str, str]
    unchanged: int
    due_at: str | None = None
    """When the item is due, if that is later: then nothing was published, and the sweep enqueues it in time."""
    held_back: str = ""
    """Why nothing was published, if nobody consents to it now."""


@dataclass(frozen=True)
class _Material:
    post: Post
    platforms: tuple[str, ...]
    revision_id: int
    content_hash: str


def publish_item(item_id: int, *, settings: Settings, now: datetime) -> PublishResult:
    """Publish the item's current text everywhere it should be; harmless to repeat, also after a crash half way."""
    later = _due_later(item_id, now)
    if later is not None:
        return PublishResult({}, 0, due_at=iso(later))
    held_back = why_held_back(item_id)
    if held_back:
        return PublishResult({}, 0, held_back=held_back)
    material = _gather(item_id, now)
    urls, unchanged = {}, 0
    for number, name in enumerate(material.platforms, start=1):
        place = platform(name, settings)
        publication = _publication(item_id, name)
        if publication.state == PublicationState.PUBLISHED and publication.content_hash == material.content_hash:
            unchanged += 1
        else:
            with step(f"{PLATFORM_PREFIX}{name}"):
                _publish_on(place, publication.id, material, now)
        # Also when nothing was to do: an earlier attempt may have died between the row and the files.
        place.settle(material.post)
        urls[name] = _publication(item_id, name).url or ""
        progress(number, len(material.platforms), f"published on {name}")
    _mark_published(item_id, material, now)
    return PublishResult(urls, unchanged)


def _due_later(item_id: int, now: datetime) -> datetime | None:
    """Return the moment of an item that is not due yet, whoever enqueued its job, and however early."""
    found = db.session.execute(select(Item.state, Item.publish_at).where(Item.id == item_id)).one_or_none()
    db.session.commit()
    if found is None or found.state != ItemState.SCHEDULED or found.publish_at is None or found.publish_at <= now:
        return None
    moment: datetime = found.publish_at
    return moment


def _gather(item_id: int, now: datetime) -> _Material:
    item = db.session.get(Item, item_id)
    if item is None:
        raise PermanentFailure(f"There is no item {item_id}; it may have been deleted since the job was made.")
    revision = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    if revision is None or not revision.body.strip():
        raise PermanentFailure(f'"{item.title}" has no text to publish; write one or accept a draft first.')
    project = db.session.get_one(Project, item.project_id)
    post = Post(
        key=f"fsp-item-{item.id}",
        item_id=item.id,
        project_id=project.id,
        project_slug=project.slug,
        slug=item.slug,
        title=item.title,
        summary=item.summary,
        body=revision.body,
        tags=tuple(str(tag) for tag in item.tags),
        # A post imported with a date keeps it, however late it comes here.
        published_at=min(item.publish_at or item.published_at or now, now),
    )
    material = _Material(post, tuple(project.platforms), revision.id, _content_hash(post))
    db.session.commit()
    return material


def _content_hash(post: Post) -> str:
    told = json.dumps([post.slug, post.title, post.summary, post.body, post.tags])
    return hashlib.sha256(told.encode()).hexdigest()


def _publication(item_id: int, name: str) -> Publication:
    wanted = select(Publication).where(Publication.item_id == item_id, Publication.platform == name)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        db.session.add(Publication(item_id=item_id, platform=name))
        try:
            db.session.commit()
        except IntegrityError:
            # Another attempt was first with the row; there is one per item and platform.
            db.session.rollback()
        found = db.session.scalars(wanted).one()
    db.session.commit()
    return found


def _publish_on(place: Platform, publication_id: int, material: _Material, now: datetime) -> None:
    _write(publication_id, state=PublicationState.PUBLISHING)
    try:
        with counted_call(current_redis(), place.name):
            published = place.find(material.post) or place.publish(material.post)
    except Exception as error:
        db.session.rollback()
        _write(publication_id, state=PublicationState.FAILED, error=str(error))
        raise
    _write(
        publication_id,
        state=PublicationState.PUBLISHED,
        error="",
        external_id=published.external_id,
        url=published.url,
        revision_id=material.revision_id,
        content_hash=material.content_hash,
        published_at=func.coalesce(Publication.published_at, now),
        updated_at=now,
    )


def _write(publication_id: int, **values: object) -> None:
    db.session.execute(update(Publication).where(Publication.id == publication_id).values(**values))
    db.session.commit()


def _mark_published(item_id: int, material: _Material, now: datetime) -> None:
    # Only if nobody has changed the text or taken the item off the schedule meanwhile.
    db.session.execute(
        update(Item)
        .where(Item.id == item_id, Item.current_revision_id == material.revision_id)
        .values(state=ItemState.PUBLISHED, published_at=func.coalesce(Item.published_at, now))
    )
    db.session.commit()
