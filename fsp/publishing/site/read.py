"""Reads the content of a site from SQL in short transactions, because a reader blocks writers on SQLite."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update

from fsp.models.item import PAGE_LAYOUT, Item, Revision
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.redirect import Redirect
from fsp.models.site_change import SiteChange
from fsp.publishing.frozen import (
    Frozen,
    content_hash,
    freeze,
    frozen_images,
    published_at_of,
)
from fsp.publishing.frozen_moments import moment_from_text
from fsp.publishing.site.content import Entry
from fsp.publishing.site.dates import local_day
from fsp.publishing.tag_addresses import tag_addresses
from fsp.publishing.used_images import used_images
from fsp.stores import db, reading

PLATFORM = "site"


@dataclass(frozen=True)
class Changes:
    """The changes that the next build processes: rows to delete afterwards, and their posts."""

    ids: tuple[int, ...]
    item_ids: frozenset[int]
    is_whole: bool
    """Whether something changed that every page shows."""


def has_changes(project_id: int) -> bool:
    """Return whether there is anything to build."""
    with reading():
        change = db.session.scalar(select(SiteChange.id).where(SiteChange.project_id == project_id).limit(1))
    return change is not None


def read_changes(project_id: int) -> Changes:
    """Return the changes since the last build."""
    with reading():
        rows = db.session.execute(
            select(SiteChange.id, SiteChange.item_id).where(SiteChange.project_id == project_id).order_by(SiteChange.id)
        ).all()
    item_ids = frozenset(item_id for _, item_id in rows if item_id is not None)
    return Changes(tuple(row_id for row_id, _ in rows), item_ids, any(item_id is None for _, item_id in rows))


def published_ids(project_id: int) -> list[int]:
    """Return the posts on the site, oldest first."""
    with reading():
        ids = db.session.scalars(
            select(Item.id)
            .join(Publication, Publication.item_id == Item.id)
            .where(Item.project_id == project_id, *_is_out())
            .order_by(Item.id)
        ).all()
    return list(ids)


def read_entries(project: Project, item_ids: Collection[int]) -> dict[int, Entry]:
    """Return the published entries among these posts, as they were published."""
    # Columns instead of objects: the session would hold a whole site.
    with reading():
        rows = db.session.execute(
            select(Item.id, Publication.id, Publication.frozen, Publication.updated_at, Revision.body)
            .join(Publication, Publication.item_id == Item.id)
            .join(Revision, Revision.id == Publication.revision_id)
            .where(Item.project_id == project.id, Item.id.in_(item_ids), *_is_out())
        ).all()
        redirects = _redirects(project.id, item_ids)
    entries = {}
    addresses: dict[int, list[str]] = {}
    for path, item_id in redirects:
        addresses.setdefault(item_id, []).append(path)
    for item_id, publication_id, frozen, updated_at, body in rows:
        facts = _freeze_as_it_is(project, publication_id, body) if frozen is None else frozen
        entry = _entry(item_id, facts, updated_at, body, zone=project.timezone or "UTC")
        entries[item_id] = replace(entry, addresses=tuple(addresses.get(item_id, ())))
    return entries


def _redirects(project_id: int, item_ids: Collection[int]) -> list[tuple[str, int]]:
    rows = db.session.execute(
        select(Redirect.path, Redirect.item_id)
        .where(Redirect.project_id == project_id, Redirect.item_id.in_(item_ids))
        .order_by(Redirect.id)
    ).all()
    return [(path, item_id) for path, item_id in rows]


def _is_out() -> tuple[ColumnElement[bool], ...]:
    # A post that is being published again, or failed to be, stays as it was.
    was_out = and_(
        Publication.state.in_([PublicationState.PUBLISHING, PublicationState.FAILED]),
        Publication.published_at.is_not(None),
    )
    is_published = or_(Publication.state == PublicationState.PUBLISHED, was_out)
    return (
        Publication.platform == PLATFORM,
        is_published,
        Publication.revision_id.is_not(None),
        Item.deleted_at.is_(None),
    )


def _freeze_as_it_is(project: Project, publication_id: int, body: str) -> Frozen:
    """Freeze a publication from a version of FSP that froze nothing. Its page showed the current post."""
    publication = db.session.get_one(Publication, publication_id)
    item = db.session.get_one(Item, publication.item_id)
    frozen = freeze(
        item,
        published_at=published_at_of(item, publication.published_at or publication.updated_at),
        images=used_images(item, body, project),
        tag_slugs=tag_addresses(project, [str(tag) for tag in item.tags]),
    )
    db.session.execute(
        update(Publication)
        .where(Publication.id == publication_id)
        # The time of its last change stays, because nothing changes for a reader.
        .values(frozen=frozen, content_hash=content_hash(frozen, body), updated_at=Publication.updated_at)
    )
    db.session.commit()
    return frozen


def _entry(item_id: int, frozen: Frozen, updated_at: datetime, body: str, *, zone: str) -> Entry:
    published_at = moment_from_text(frozen.get("published_at"))
    offset = frozen.get("utc_offset")
    offset = offset if isinstance(offset, int) else None
    images = frozen_images(frozen)
    weight = frozen.get("weight")
    return Entry(
        slug=str(frozen.get("slug") or item_id),
        title=str(frozen.get("title") or ""),
        summary=str(frozen.get("summary") or ""),
        body=body,
        tags=_texts(frozen.get("tags")),
        published_at=published_at,
        updated_at=max(published_at, updated_at),
        source_path=str(frozen.get("source_path") or ""),
        item_id=item_id,
        language=str(frozen.get("language") or ""),
        authors=_texts(frozen.get("authors")),
        cover=str(frozen.get("cover") or ""),
        canonical_url=str(frozen.get("canonical_url") or ""),
        is_unlisted=bool(frozen.get("is_unlisted")),
        utc_offset=offset,
        tag_slugs=_map(frozen.get("tag_slugs")),
        images={path: image.sha256 for path, image in images.items()},
        image_sizes={image.sha256: (image.width, image.height) for image in images.values() if image.width},
        series=" ".join(str(frozen.get("series") or "").split()),
        weight=float(weight) if isinstance(weight, int | float) else None,
        is_page=frozen.get("layout") == PAGE_LAYOUT,
        day=local_day(published_at, zone=zone, utc_offset=offset).isoformat(),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, list) else ()


def _map(value: object) -> dict[str, str]:
    return {str(key): str(part) for key, part in value.items()} if isinstance(value, dict) else {}
