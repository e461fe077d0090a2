"""A publication: one post at one destination."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fsp.clock import utc_now
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.types import JsonObject, JsonObjects, String, Text, UtcDateTime
from fsp.stores import Model


class PublicationState(StrEnum):
    """The state of a post at a destination."""

    PENDING = "pending"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    HELD = "held"
    """It was due too long ago for its destination. A person sends or skips it."""
    UNKNOWN = "unknown"
    """A create was sent without an answer, and the platform cannot say whether the post exists. A person decides."""
    EDITED = "edited"
    """Somebody changed the post there since FSP wrote it, and an update waits. A person decides which text stays."""
    REMOVING = "removing"
    """It is being removed."""
    UNPUBLISHED = "unpublished"


class Drift(StrEnum):
    """What the last look at the destination saw."""

    NONE = ""
    DIFFERS = "differs"
    """Something else than what was sent."""
    GONE = "gone"


class Publication(Model):
    """One row per post and destination. It makes publishing idempotent."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("item_id", "destination_id"),
        Index("ix_publications_live_at", "live_at", "destination_id", "live_bucket"),
        Index("ix_publications_state", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    destination_id: Mapped[int | None] = mapped_column(ForeignKey("destinations.id", ondelete="CASCADE"), index=True)
    """None only for a row that a process of an older version wrote during an update."""
    platform: Mapped[str] = mapped_column(String(50))
    """The platform of its destination."""
    state: Mapped[str] = mapped_column(String(20), default=PublicationState.PENDING)
    external_id: Mapped[str | None] = mapped_column(String(1000), default=None)
    url: Mapped[str | None] = mapped_column(String(2000), default=None)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id", ondelete="SET NULL"), default=None)
    """The revision that was last published."""
    content_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    """SHA-256 of the last published content. The same content is not sent twice."""
    frozen: Mapped[dict[str, Any] | None] = mapped_column(JsonObject, default=None)
    """The complete published content: title, summary, tags, slug, images and the rest. Edits do not change it."""
    create_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When a request to create the post was sent whose result is not known yet."""
    remote_hash: Mapped[str] = mapped_column(String(64), default="")
    """The hash of what the platform said that it holds, after the last request."""
    update_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When a request to update the post was sent whose result is not known: what is there may be FSP's own."""
    edited_hash: Mapped[str] = mapped_column(String(64), default="")
    """The hash of what somebody made of the post there, while an update waits for a decision."""
    evidence: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """Facts that prove the last result, such as the platform's own ids and times."""
    text_override: Mapped[str] = mapped_column(Text, default="")
    """The short text that a person wrote for this destination; empty for the one from the template."""
    error: Mapped[str] = mapped_column(Text, default="")
    held_because: Mapped[str] = mapped_column(Text, default="")
    """Why it is held or unknown, for people."""
    preflight: Mapped[list[dict[str, Any]]] = mapped_column(JsonObjects, default=list)
    """What will prevent its publication: code, message and fix of each fault."""
    preflight_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    drift: Mapped[str] = mapped_column(String(10), default=Drift.NONE)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the destination was last compared with what was sent."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was wanted here. With `live_at` it gives the delay."""
    wanted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """Since when the last change or removal was wanted here. It may be done by now."""
    live_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was first known to be public here."""
    live_bucket: Mapped[int | None] = mapped_column(default=None)
    """The bucket of the time from due to live, as in `metrics.sketch`; filled within a minute after it is live."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)

    item: Mapped[Item] = relationship()
    destination: Mapped[Destination | None] = relationship()

    def is_late(self, now: datetime) -> bool:
        """Return whether it, its last change or its removal should have been there for a minute."""
        is_removal = self.state == PublicationState.REMOVING
        is_waiting = is_removal or self.state in {PublicationState.PENDING, PublicationState.PUBLISHING}
        since = self.wanted_at if is_removal or self.live_at else self.due_at
        return is_waiting and since is not None and since <= now - timedelta(minutes=1)

    @property
    def place(self) -> str:
        """Return the name of its destination, for people."""
        return self.destination.name if self.destination else self.platform.capitalize()
