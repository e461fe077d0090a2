"""Hands published posts out to destinations that want older posts, such as one that was added just now."""

from datetime import datetime

from sqlalchemy import and_, select

from fsp.models.destination import SITE, Destination
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.hand_out import hand_out_rows
from fsp.stores import db

BATCH = 200
"""Posts per sweep."""


def hand_out_older(now: datetime) -> int:
    """Hand out the published posts that a destination wants and never got, oldest first; return how many."""
    is_here = and_(Publication.item_id == Item.id, Publication.destination_id == Destination.id)
    rows = db.session.execute(
        select(Item, Destination, Publication)
        .join(Project, Project.id == Item.project_id)
        .join(Destination, Destination.project_id == Project.id)
        .outerjoin(Publication, is_here)
        .where(
            Item.state == ItemState.PUBLISHED,
            Item.deleted_at.is_(None),
            Project.deleted_at.is_(None),
            Destination.platform != SITE,
            Destination.sends_older_posts,
            Destination.removed_at.is_(None),
            Destination.paused_at.is_(None),
            Publication.due_at.is_(None),
        )
        .order_by(Item.publish_at, Item.id, Destination.id)
        .limit(BATCH)
        .execution_options(populate_existing=True)
    ).all()
    db.session.commit()
    hand_out_rows([(item, destination, publication) for item, destination, publication in rows], now)
    return len(rows)
