"""Adds revisions to a post, within the caller's transaction."""

from sqlalchemy import func, select

from fsp.content import item_names  # noqa: F401  (it listens for what is written)
from fsp.content.revision_fields import fields_of
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.stores import db


def add_current_revision(item: Item, body: str, origin: RevisionOrigin, *, author: str = "") -> Revision:
    """Add a revision with the fields of the post, and make it the current one."""
    revision = add_draft_revision(item, body, origin, author=author)
    revision.fields = fields_of(item)
    item.current_revision_id = revision.id
    return revision


def add_draft_revision(
    item: Item, body: str, origin: RevisionOrigin, *, author: str = "", job_id: str | None = None
) -> Revision:
    """Add a draft revision. The current one stays."""
    last = db.session.scalar(select(func.max(Revision.number)).where(Revision.item_id == item.id))
    revision = Revision(item_id=item.id, number=(last or 0) + 1, body=body, origin=origin, author=author, job_id=job_id)
    db.session.add(revision)
    db.session.flush()
    return revision
