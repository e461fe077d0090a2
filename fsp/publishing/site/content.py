"""What stands on a project's site, read from SQL in one short transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from slugify import slugify
from sqlalchemy import select

from fsp.content.references.names import index_names, post_names
from fsp.extensions import db
from fsp.models.item import Item, Revision
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.redirect import Redirect

RESERVED_FOLDERS = frozenset({"tags", "page", "media"})


@dataclass(frozen=True)
class Entry:
    """One published item; `images` maps an image's path in the imported folder to its SHA-256."""

    slug: str
    title: str
    summary: str
    body: str
    tags: tuple[str, ...]
    published_at: datetime
    updated_at: datetime
    source_path: str
    addresses: tuple[str, ...] = ()
    """Old addresses that lead here, and those of its file."""


@dataclass(frozen=True)
class Site:
    """One project's published items, newest first."""

    project_id: int
    slug: str
    title: str
    description: str
    author: str
    language: str
    entries: tuple[Entry, ...]
    images: dict[str, str]
    image_sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """SHA-256 → width and height of the images whose size is known."""

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the slug of each entry by the names that texts may use for it."""
        return index_names(
            (
                entry.slug,
                post_names(
                    source_path=entry.source_path, slug=entry.slug, title=entry.title, addresses=entry.addresses
                ),
            )
            for entry in self.entries
        )

    @property
    def updated_at(self) -> datetime | None:
        """Return when anything on the site last changed."""
        return max((entry.updated_at for entry in self.entries), default=None)

    @property
    def tags(self) -> dict[str, tuple[str, list[Entry]]]:
        """Return slug → (tag, its entries), by slug."""
        found: dict[str, tuple[str, list[Entry]]] = {}
        for entry in self.entries:
            for tag in entry.tags:
                found.setdefault(tag_slug(tag), (tag, []))[1].append(entry)
        return dict(sorted(found.items()))


def tag_slug(tag: str) -> str:
    """Return the folder of a tag's page."""
    return slugify(tag, max_length=80) or "tag-" + tag.encode().hex()[:40]


def page_slug(slug: str) -> str:
    """Return the folder of an item's page: its slug, unless the site keeps that folder for itself."""
    return f"{slug}-post" if slug in RESERVED_FOLDERS else slug


def read_site(project_id: int) -> Site:
    """Read a project's published items and end the transaction."""
    project = db.session.get_one(Project, project_id)
    rows = db.session.execute(
        select(Item, Publication, Revision.body)
        .join(Publication, Publication.item_id == Item.id)
        .join(Revision, Revision.id == Publication.revision_id)
        .where(
            Item.project_id == project_id,
            Publication.platform == "site",
            Publication.state == PublicationState.PUBLISHED,
        )
        .order_by(Item.id.desc())
    ).all()
    addresses: dict[int, list[str]] = {}
    for item_id, path in db.session.execute(
        select(Redirect.item_id, Redirect.path).where(Redirect.project_id == project_id).order_by(Redirect.id)
    ):
        addresses.setdefault(item_id, []).append(path)
    entries = sorted(
        (_entry(*row, addresses.get(row[0].id, [])) for row in rows), key=lambda entry: entry.published_at, reverse=True
    )
    media = db.session.scalars(select(Media).where(Media.project_id == project_id)).all()
    site = Site(
        project_id=project.id,
        slug=project.slug,
        title=project.title,
        description=project.description,
        author=project.author or project.title,
        language=project.language,
        entries=tuple(entries),
        images={image.path: image.sha256 for image in media},
        image_sizes={image.sha256: (image.width, image.height) for image in media if image.width and image.height},
    )
    db.session.commit()
    return site


def _entry(item: Item, publication: Publication, body: str, addresses: list[str]) -> Entry:
    came_here_at = publication.published_at or publication.updated_at
    published_at = min(item.publish_at or came_here_at, came_here_at)
    return Entry(
        slug=page_slug(item.slug),
        title=item.title,
        summary=item.summary,
        body=body,
        tags=tuple(str(tag) for tag in item.tags),
        published_at=published_at,
        updated_at=max(published_at, publication.updated_at),
        source_path=item.source_path or "",
        addresses=tuple(addresses),
    )
