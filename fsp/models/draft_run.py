"""Runs of the writer: an outline, a draft or a revision that was requested for a post."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonObject, JsonObjects, String, Text, UtcDateTime
from fsp.stores import Model


class DraftKind(StrEnum):
    """What a run writes."""

    OUTLINE = "outline"
    DRAFT = "draft"
    REVISION = "revision"
    CONTINUATION = "continuation"
    """The rest of a text that was truncated or cut."""


class DraftState(StrEnum):
    """How far a run got."""

    RUNNING = "running"
    OUTLINED = "outlined"
    """Its outline waits for a person, who can edit it and have the draft written."""
    PROPOSED = "proposed"
    """Its text waits for a person, who accepts or rejects each paragraph."""
    FAILED = "failed"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"


class DraftRun(Model):
    """One run, which one job carries out. Its text is a revision of the post that nobody uses yet."""

    __tablename__ = "draft_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default=DraftState.RUNNING)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    """What is missing or went wrong, as a sentence."""
    options: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """What was asked: instruction, section, words, and whether by section."""
    outline: Mapped[str] = mapped_column(Text, default="")
    base_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id", ondelete="SET NULL"), default=None)
    """The text that it changes; None for a text from nothing."""
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id", ondelete="SET NULL"), default=None)
    """The proposed text."""
    model: Mapped[str] = mapped_column(String(200), default="")
    prompts: Mapped[list[dict[str, Any]]] = mapped_column(JsonObjects, default=list)
    """The prompts that were used: name, version and SHA-256 of each."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
