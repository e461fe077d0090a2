"""The history of posts: who did what with a post, and what jobs did with it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonObject, String, UtcDateTime
from fsp.stores import Model


class EventKind(StrEnum):
    """What happened to a post. New texts are not here: their revisions say who wrote them and when."""

    CREATED = "created"
    IMPORTED = "imported"
    REVIEW_ASKED = "review asked"
    REVIEW_WITHDRAWN = "review withdrawn"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes requested"
    COMMENTED = "commented"
    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    UNSCHEDULED = "unscheduled"
    PUBLISH_REQUESTED = "publish requested"
    PUBLISHED = "published"
    UPDATED = "updated"
    REMOVED = "removed"
    FAILED = "failed"
    UNPUBLISHED = "unpublished"
    REPUBLISHED = "republished"
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    DELETED = "deleted"
    RESTORED = "restored"
    REVISION_USED = "revision used"
    URL_CHANGED = "url changed"
    LINK_SHARED = "link shared"
    LINK_REVOKED = "link revoked"


class ItemEvent(Model):
    """One event. `by` is the account or user, empty for the system."""

    __tablename__ = "item_events"
    __table_args__ = (Index("ix_item_events_item_id_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    kind: Mapped[str] = mapped_column(String(30))
    by: Mapped[str] = mapped_column(String(200), default="")
    via: Mapped[str] = mapped_column(String(10), default="")
    """The interface: page, api, cli or job; empty if unknown."""
    place: Mapped[str] = mapped_column(String(200), default="")
    """The name of the destination, for what happened at one."""
    job_id: Mapped[str] = mapped_column(String(100), default="")
    data: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """Facts of the event, such as the time of a schedule, the note of a review or the number of a revision."""
