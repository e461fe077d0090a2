"""Marks a post as published once it is out at any destination."""

from datetime import datetime

from sqlalchemy import func, select, update

from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication, PublicationState
from fsp.stores import db


def mark_published(item_id: int, revision_id: int, now: datetime) -> None:
    """Mark the post, unless somebody changed its text, deleted or unpublished it in the meantime."""
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
