"""Marks a post as published once it is out at any destination."""

from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update

from fsp.models.item import CONSENTED, Item, ItemState
from fsp.models.publication import Publication, PublicationState
from fsp.models.review import ReviewOutcome
from fsp.models.types import UtcDateTime
from fsp.publishing.review_state import close_review
from fsp.stores import db

_IS_OUT = select(Publication.id).where(Publication.item_id == Item.id, Publication.state == PublicationState.PUBLISHED)
_PUBLISHED = (
    update(Item)
    .where(
        Item.id == bindparam("item_id"),
        Item.current_revision_id == bindparam("revision_id"),
        Item.state.in_(CONSENTED),
        Item.deleted_at.is_(None),
        # Deliveries of one post at the same time do not wait for each other.
        or_(Item.state != ItemState.PUBLISHED, Item.published_at.is_(None)),
        _IS_OUT.exists(),
    )
    .values(
        state=ItemState.PUBLISHED,
        published_at=func.coalesce(Item.published_at, bindparam("now", type_=UtcDateTime())),
    )
    .execution_options(synchronize_session=False)
)


def mark_published(item_id: int, revision_id: int, now: datetime) -> None:
    """Mark the post, unless somebody changed its text, deleted or unpublished it in the meantime; commit."""
    marked = db.session.execute(_PUBLISHED, {"item_id": item_id, "revision_id": revision_id, "now": now})
    if marked.rowcount:  # type: ignore[attr-defined]
        close_review(item_id, ReviewOutcome.PUBLISHED)
    db.session.commit()
