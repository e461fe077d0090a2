"""A publication: one post on one platform."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fsp.clock import utc_now
from fsp.models.item import Item
from fsp.models.types import JsonObject, String, Text, UtcDateTime
from fsp.stores import Model


class PublicationState(StrEnum):
    """The state of a post on a platform."""

    PENDING = "pending"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNPUBLISHED = "unpublished"


class Publication(Model):
    """One row per post and platform. It makes publishing idempotent."""

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("item_id", "platform"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    platform: Mapped[str] = mapped_column(String(50))
    state: Mapped[str] = mapped_column(String(20), default=PublicationState.PENDING)
    external_id: Mapped[str | None] = mapped_column(String(300), default=None)
    url: Mapped[str | None] = mapped_column(String(1000), default=None)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id", ondelete="SET NULL"), default=None)
    """The revision that was last published."""
    content_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    """SHA-256 of the last published content. The same content is not sent twice."""
    frozen: Mapped[dict[str, Any] | None] = mapped_column(JsonObject, default=None)
    """The complete published content: title, summary, tags, slug, images and the rest. Edits do not change it."""
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)

    item: Mapped[Item] = relationship()
