"""Hands published posts out to destinations that want older posts, such as one that was added just now."""

from datetime import datetime

from sqlalchemy import and_, select

from fsp.models.destination import SITE, Destination
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.destinations import publication_at
from fsp.publishing.hand_out import hand_out_at
from fsp.stores import db

BATCH = 200
"""Posts per sweep."""


def hand_out_older(now: datetime) -> int:
    """Hand out the published posts that a destination wants and never got, oldest first; return how many."""
    was_handed_out = and_(
        Publication.item_id == Item.id,
        Publication.destination_id == Destination.id,
        Publication.due_at.is_not(None),
    )
    rows = db.session.execute(
        select(Item, Destination)
        .join(Project, Project.id == Item.project_id)
        .join(Destination, Destination.project_id == Project.id)
        .where(
            Item.state == ItemState.PUBLISHED,
            Item.deleted_at.is_(None),
            Project.deleted_at.is_(None),
            Destination.platform != SITE,
            Destination.sends_older_posts,
            Destination.removed_at.is_(None),
            Destination.paused_at.is_(None),
            ~select(Publication.id).where(was_handed_out).exists(),
        )
        .order_by(Item.publish_at, Item.id, Destination.id)
        .limit(BATCH)
    ).all()
    for item, destination in rows:
        hand_out_at(item, publication_at(item.id, destination), destination, now)
    return len(rows)
