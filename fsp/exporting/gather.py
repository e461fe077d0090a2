"""What an export holds, read from SQL in one short transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fsp.errors import PermanentFailure
from fsp.extensions import db
from fsp.models.item import Item, Revision
from fsp.models.media import Media
from fsp.models.project import Project


@dataclass(frozen=True)
class ExportedItem:
    """One item with its current text."""

    slug: str
    title: str
    summary: str
    brief: str
    tags: tuple[str, ...]
    state: str
    publish_at: datetime | None
    published_at: datetime | None
    source_path: str
    body: str


@dataclass(frozen=True)
class ExportedImage:
    """One image; its bytes are kept under its SHA-256."""

    path: str
    media_type: str
    sha256: str


@dataclass(frozen=True)
class ExportedProject:
    """A whole project, items in the order they were or will be published."""

    id: int
    slug: str
    title: str
    description: str
    author: str
    language: str
    platforms: tuple[str, ...]
    items: tuple[ExportedItem, ...]
    images: tuple[ExportedImage, ...]


def gather(slug: str) -> ExportedProject:
    """Read a project; raise PermanentFailure if there is none of this slug."""
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise PermanentFailure(f'There is no project "{slug}"; fsp import makes one.')
    rows = db.session.execute(
        select(Item, Revision.body)
        .outerjoin(Revision, Revision.id == Item.current_revision_id)
        .where(Item.project_id == project.id)
        .order_by(Item.publish_at.is_(None), Item.publish_at, Item.id)
    ).all()
    media = db.session.scalars(select(Media).where(Media.project_id == project.id).order_by(Media.path)).all()
    found = ExportedProject(
        id=project.id,
        slug=project.slug,
        title=project.title,
        description=project.description,
        author=project.author,
        language=project.language,
        platforms=tuple(project.platforms),
        items=tuple(_item(item, body or "") for item, body in rows),
        images=tuple(ExportedImage(image.path, image.media_type, image.sha256) for image in media),
    )
    db.session.commit()
    return found


def _item(item: Item, body: str) -> ExportedItem:
    return ExportedItem(
        slug=item.slug,
        title=item.title,
        summary=item.summary,
        brief=item.brief,
        tags=tuple(str(tag) for tag in item.tags),
        state=item.state,
        publish_at=item.publish_at,
        published_at=item.published_at,
        source_path=item.source_path or "",
        body=body,
    )
