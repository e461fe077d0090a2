"""Reads the content of an export from SQL in one short transaction."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from fsp.clock import iso
from fsp.content.exported_project import ExportedImage, ExportedItem, ExportedProject, ExportedText
from fsp.content.post_fields import post_fields
from fsp.content.project_platforms import platforms_of
from fsp.content.project_settings import links_of
from fsp.content.prompt_store import own_prompts
from fsp.content.publishing_slots import Slot
from fsp.content.theme_files import read_theme
from fsp.core import current_settings
from fsp.errors import PermanentFailure
from fsp.models.item import Item, ItemState, Revision
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.publishing_slot import PublishingSlot
from fsp.models.redirect import Redirect
from fsp.stores import db

MAX_OFFSET_MINUTES = 24 * 60
_FROZEN = ("title", "summary", "tags", "authors", "cover", "language", "series", "canonical_url", "is_unlisted")
"""The fields of a post that a publication freezes."""


def gather(slug: str) -> ExportedProject:
    """Read a project; raise PermanentFailure if no project has this slug."""
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise PermanentFailure(f'Project "{slug}" not found. Create it with fsp import.')
    rows = db.session.execute(
        select(Item, Revision.body)
        .outerjoin(Revision, Revision.id == Item.current_revision_id)
        .where(Item.project_id == project.id, Item.deleted_at.is_(None))
        .order_by(Item.publish_at.is_(None), Item.publish_at, Item.id)
    ).all()
    media = db.session.scalars(select(Media).where(Media.project_id == project.id).order_by(Media.path)).all()
    about = _About(project.id)
    exported = ExportedProject(
        id=project.id,
        slug=project.slug,
        title=project.title,
        description=project.description,
        author=project.author,
        language=project.language,
        platforms=tuple(platforms_of(project.id)),
        items=tuple(_item(item, body or "", about) for item, body in rows),
        images=tuple(ExportedImage(image.path, image.media_type, image.sha256) for image in media),
        timezone=project.timezone or "UTC",
        has_unicode_slugs=project.has_unicode_slugs,
        fetches_remote_images=project.fetches_remote_images,
        accent=project.accent,
        logo=project.logo,
        navigation=links_of(project),
        footer=project.footer,
        slots=_slots(project.id),
        required_approvals=project.required_approvals,
        reviewer_role=project.reviewer_role,
        reviewers=tuple(project.reviewers),
        may_approve_own=project.may_approve_own,
        theme=tuple(read_theme(project.slug, current_settings()).items()),
        prompts=tuple(own_prompts(project.slug, current_settings()).items()),
    )
    db.session.commit()
    return exported


def _slots(project_id: int) -> tuple[str, ...]:
    rows = db.session.execute(
        select(PublishingSlot.weekday, PublishingSlot.minute)
        .where(PublishingSlot.project_id == project_id)
        .order_by(PublishingSlot.weekday, PublishingSlot.minute)
    )
    return tuple(str(Slot(weekday, minute)) for weekday, minute in rows)


class _About:
    """Data that belongs to the posts of a project, by post."""

    def __init__(self, project_id: int) -> None:
        self.redirects: dict[int, list[str]] = defaultdict(list)
        for item_id, path in db.session.execute(
            select(Redirect.item_id, Redirect.path).where(Redirect.project_id == project_id).order_by(Redirect.path)
        ):
            self.redirects[item_id].append(path)
        self.texts: dict[int, list[Any]] = defaultdict(list)
        columns = (Revision.item_id, Revision.id, Revision.number, Revision.origin, Revision.author)
        for row in db.session.execute(
            select(*columns, Revision.fields, Revision.created_at)
            .join(Item, Item.id == Revision.item_id)
            .where(Item.project_id == project_id)
            .order_by(Revision.item_id, Revision.number)
        ):
            self.texts[row.item_id].append(row)
        self.published_texts: dict[int, set[int | None]] = defaultdict(set)
        self.frozen: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for item_id, revision_id, frozen in db.session.execute(
            select(Publication.item_id, Publication.revision_id, Publication.frozen)
            .join(Item, Item.id == Publication.item_id)
            .where(Item.project_id == project_id, Publication.state == PublicationState.PUBLISHED)
        ):
            self.published_texts[item_id].add(revision_id)
            self.frozen[item_id].append(frozen or {})


def _item(item: Item, body: str, about: _About) -> ExportedItem:
    published_texts = about.published_texts.get(item.id, set())
    return ExportedItem(
        **post_fields(item),
        slug=item.slug,
        state=item.state,
        publish_at=item.publish_at,
        published_at=item.published_at,
        source_path=item.source_path or "",
        body=body,
        held_because=item.held_because,
        redirects=tuple(about.redirects.get(item.id, ())),
        texts=tuple(
            ExportedText(
                row.id,
                row.number,
                row.origin,
                row.author,
                row.created_at,
                is_current=row.id == item.current_revision_id,
                fields=row.fields,
            )
            for row in about.texts.get(item.id, ())
        ),
        has_unpublished_text=item.state == ItemState.PUBLISHED
        and bool(published_texts)
        and (item.current_revision_id not in published_texts or _was_edited(item, about.frozen[item.id])),
        utc_offset=_offset(item),
    )


def _was_edited(item: Item, publications: list[dict[str, Any]]) -> bool:
    """Return whether the post has changed since it was published."""
    return any(name in frozen and frozen[name] != getattr(item, name) for frozen in publications for name in _FROZEN)


def _offset(item: Item) -> int | None:
    """Return the UTC offset from the file's date, if the post still has that date."""
    imported = item.imported or {}
    offset = imported.get("utc_offset")
    is_same_date = item.publish_at is not None and imported.get("publish_at") == iso(item.publish_at)
    return offset if is_same_date and isinstance(offset, int) and abs(offset) < MAX_OFFSET_MINUTES else None


def read_text(revision_id: int) -> str:
    """Return the text of one revision; empty if it was deleted in the meantime."""
    body = db.session.scalar(select(Revision.body).where(Revision.id == revision_id))
    db.session.commit()
    return body or ""
