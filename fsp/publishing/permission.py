"""Checks whether a post may be published now, regardless of when and how its job was enqueued."""

from sqlalchemy import select

from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.publishing.missing_texts import has_text
from fsp.stores import db

CONSENTED = frozenset({ItemState.SCHEDULED, ItemState.PUBLISHED, ItemState.FAILED})
"""A failed post was scheduled, and its dead letter may be replayed. Unscheduling it makes it a draft."""


def why_held_back(item_id: int) -> str:
    """Return why a post must not be published now; empty if it may be, or does not exist."""
    row = db.session.execute(
        select(
            Item.state, Item.deleted_at, Project.deleted_at.label("project_deleted_at"), has_text().label("has_text")
        )
        .join(Project, Project.id == Item.project_id)
        .where(Item.id == item_id)
    ).one_or_none()
    db.session.commit()
    if row is None:
        return ""
    if row.deleted_at is not None:
        return "The post was deleted after its job was created."
    if row.project_deleted_at is not None:
        return "The project was deleted after the job was created."
    if row.state not in CONSENTED:
        return f"The post is a {row.state} and is not scheduled."
    return "" if row.has_text else "The post has no content yet. It will be published as soon as it has some."
