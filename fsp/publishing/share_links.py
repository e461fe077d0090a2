"""Links that show the preview of a post to people without an account. A link expires, and can be revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from fsp.content.compare_revisions import find_revision
from fsp.content.item_form import ItemForm, form_of, with_fields
from fsp.content.item_history import add_event
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.models.item import Item, Revision
from fsp.models.item_event import EventKind
from fsp.models.project import Project
from fsp.models.share_link import ShareLink
from fsp.security.tokens import fingerprint_of, new_token
from fsp.stores import db

DEFAULT_DAYS, MAX_DAYS = 7, 90
MAX_LINKS = 50
MAX_LABEL_CHARACTERS = 200


@dataclass(frozen=True)
class NewLink:
    """A link and its token, which cannot be read again."""

    link: ShareLink
    token: str


@dataclass(frozen=True)
class SharedPost:
    """What a link shows."""

    link: ShareLink
    item: Item
    project: Project
    form: ItemForm
    """Its fields and its text: the current ones, or those of the revision that the link shows."""


def share(
    item: Item, *, by: str, now: datetime, label: str = "", days: int = DEFAULT_DAYS, revision: int | None = None
) -> NewLink:
    """Create a link that shows the current text, or the revision with this number, for some days."""
    if item.deleted_at is not None:
        raise Conflict(f'"{item.title}" is deleted. Restore it first.')
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput(f"A link is valid for 1 to {MAX_DAYS} days, got {days}.")
    if len(label) > MAX_LABEL_CHARACTERS:
        raise InvalidInput(f"A label has at most {MAX_LABEL_CHARACTERS} characters, got {len(label)}.")
    if len(active_links(item, now)) >= MAX_LINKS:
        raise Conflict(f'"{item.title}" has {MAX_LINKS} valid links. Revoke one first.')
    revision_id = find_revision(item, revision).id if revision is not None else None
    token, expires_at = new_token(), now + timedelta(days=days)
    link = ShareLink(
        item_id=item.id,
        token_sha256=fingerprint_of(token),
        label=label.strip(),
        revision_id=revision_id,
        created_by=by,
        created_at=now,
        expires_at=expires_at,
    )
    db.session.add(link)
    add_event(item.id, EventKind.LINK_SHARED, by=by, text=label, revision=revision)
    db.session.commit()
    return NewLink(link, token)


def active_links(item: Item, now: datetime) -> list[tuple[ShareLink, int | None]]:
    """Return the valid links of a post, newest first, each with the number of the revision that it shows."""
    rows = db.session.execute(
        select(ShareLink, Revision.number)
        .outerjoin(Revision, Revision.id == ShareLink.revision_id)
        .where(ShareLink.item_id == item.id, ShareLink.revoked_at.is_(None), ShareLink.expires_at > now)
        .order_by(ShareLink.id.desc())
    ).all()
    return [(link, number) for link, number in rows]


def revoke(item: Item, link_id: int, *, now: datetime) -> None:
    """Revoke a link; raise NotFound if the post has no such valid link."""
    revoked = db.session.execute(
        update(ShareLink)
        .where(ShareLink.id == link_id, ShareLink.item_id == item.id, ShareLink.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if not revoked.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise NotFound(f"Post {item.id} has no valid link {link_id}.")
    add_event(item.id, EventKind.LINK_REVOKED)
    db.session.commit()


def open_link(token: str, now: datetime) -> SharedPost | None:
    """Return what a link shows; None if it is unknown, expired or revoked, or its post was deleted."""
    row = db.session.execute(
        select(ShareLink, Item, Project)
        .join(Item, Item.id == ShareLink.item_id)
        .join(Project, Project.id == Item.project_id)
        .where(
            ShareLink.token_sha256 == fingerprint_of(token),
            ShareLink.revoked_at.is_(None),
            ShareLink.expires_at > now,
            Item.deleted_at.is_(None),
            Project.deleted_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    link, item, project = row
    revision_id = link.revision_id or item.current_revision_id
    revision = db.session.get(Revision, revision_id) if revision_id else None
    form = form_of(item, revision.body if revision else "", project)
    if revision and link.revision_id:
        form = with_fields(form, revision.fields or {})
    return SharedPost(link, item, project, form)
