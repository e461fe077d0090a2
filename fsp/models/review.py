"""Reviews of posts before publication."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonTexts, String, Text, UtcDateTime
from fsp.stores import Model


class ReviewOutcome(StrEnum):
    """How a review ended."""

    OPEN = ""
    CHANGES_REQUESTED = "changes requested"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Review(Model):
    """One request to review a post. It is open until the post is published, or changes are requested."""

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_item_id", "item_id"), Index("ix_reviews_closed_at", "closed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    note: Mapped[str] = mapped_column(Text, default="")
    reviewers: Mapped[list[str]] = mapped_column(JsonTexts, default=list)
    """The accounts that were asked; empty for everyone who may review."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    outcome: Mapped[str] = mapped_column(String(30), default=ReviewOutcome.OPEN)


class DecisionKind(StrEnum):
    """What a reviewer decided."""

    APPROVED = "approved"
    CHANGES = "changes"


class ReviewDecision(Model):
    """The decision of a reviewer. It holds for one revision, until the same reviewer decides again."""

    __tablename__ = "review_decisions"
    __table_args__ = (Index("ix_review_decisions_item_id_revision_id", "item_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"))
    by: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the same reviewer decided again, or the decision was withdrawn."""
