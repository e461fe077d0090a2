"""Checks whether a post may be published now, regardless of when and how its job was enqueued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from fsp.clock import iso
from fsp.models.item import CONSENTED, Item, ItemState
from fsp.models.item_approval import is_approved
from fsp.models.item_text import has_text
from fsp.models.project import Project
from fsp.stores import db, reading

CONSENT_COLUMNS = (
    Item.state,
    Item.publish_at,
    Item.deleted_at,
    Project.deleted_at.label("project_deleted_at"),
    has_text().label("has_text"),
    is_approved().label("is_approved"),
)
"""What `Consent` is made of, in its order."""


@dataclass(frozen=True)
class Consent:
    """What decides whether a post may be published."""

    state: str
    publish_at: datetime | None
    deleted_at: datetime | None
    project_deleted_at: datetime | None
    has_text: bool
    is_approved: bool

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Consent":
        """Return it from the last columns of a row, which are CONSENT_COLUMNS."""
        return cls(*row[-len(CONSENT_COLUMNS) :])

    def due_later(self, now: datetime) -> datetime | None:
        """Return the time of a post that is not due yet."""
        if self.state != ItemState.SCHEDULED or self.publish_at is None or self.publish_at <= now:
            return None
        return self.publish_at

    @property
    def why_withdrawn(self) -> str:
        """Return why the post must not be public; empty if it may be."""
        if self.deleted_at is not None:
            return "The post was deleted after its job was created."
        if self.project_deleted_at is not None:
            return "The project was deleted after the job was created."
        if self.state not in CONSENTED:
            return f"The post is {ItemState(self.state).words} and is not scheduled."
        return ""

    @property
    def why_not(self) -> str:
        """Return why the post must not be published, whenever it is due; empty if it may be."""
        if not self.why_withdrawn and not self.has_text:
            return "The post has no content yet. It will be published as soon as it has some."
        if not self.why_withdrawn and not self.is_approved:
            return "The post waits for approval. It will be published as soon as it is approved."
        return self.why_withdrawn

    def why_not_at(self, now: datetime) -> str:
        """Return why the post must not be published now; empty if it may be."""
        later = self.due_later(now)
        return self.why_not if later is None else f"The post is due at {iso(later)}."


_CONSENT = select(*CONSENT_COLUMNS).join(Project, Project.id == Item.project_id).where(Item.id == bindparam("item_id"))


def read_consent(item_id: int) -> Consent | None:
    """Return what decides about a post; None if it does not exist."""
    with reading():
        row = db.session.execute(_CONSENT, {"item_id": item_id}).one_or_none()
    return None if row is None else Consent.of(row)


def why_held_back(item_id: int) -> str:
    """Return why a post must not be published now; empty if it may be, or does not exist."""
    consent = read_consent(item_id)
    return consent.why_not if consent else ""
