"""Requests to a language model: one row for each, so that every token is counted once."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import String, Text, UtcDateTime
from fsp.stores import Model


class RequestPhase(StrEnum):
    """How far a request got. What an unfinished or unknown one may cost counts as spent."""

    IN_FLIGHT = "in flight"
    COMPLETED = "completed"
    FAILED = "failed"
    """The server refused it, so it cost nothing."""
    UNKNOWN = "unknown"
    """Sent, but no complete answer came: it may have been charged."""


class ModelOutcome(StrEnum):
    """What came back from a language model."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    """It reached its length limit (finish_reason length)."""
    CUT = "cut"
    """The stream ended early, or a person cancelled it."""
    REFUSED = "refused"
    FILTERED = "filtered"
    EMPTY = "empty"
    NOT_TEXT = "not text"


class ModelRequest(Model):
    """One request: its job and step, its tokens, and what it cost in millionths of a currency unit."""

    __tablename__ = "model_requests"
    __table_args__ = (UniqueConstraint("job_id", "step", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(String(100))
    step: Mapped[str] = mapped_column(String(100))
    number: Mapped[int] = mapped_column(default=1)
    """Counts the requests of one step from 1: a step is sent again after an error."""
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id", ondelete="SET NULL"), index=True)
    month: Mapped[str] = mapped_column(String(7), index=True)
    """The month in UTC whose budget it belongs to, such as 2026-05."""
    model: Mapped[str] = mapped_column(String(200))
    prompt_name: Mapped[str] = mapped_column(String(20), default="")
    prompt_sha256: Mapped[str] = mapped_column(String(64), default="")
    phase: Mapped[str] = mapped_column(String(20), default=RequestPhase.IN_FLIGHT)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    reserved: Mapped[int] = mapped_column(BigInteger, default=0)
    """The most it could cost."""
    charged: Mapped[int] = mapped_column(BigInteger, default=0)
    """What counts as spent: the reservation until the usage is known, then the cost."""
    prompt_tokens: Mapped[int | None] = mapped_column(default=None)
    completion_tokens: Mapped[int | None] = mapped_column(default=None)
    cached_tokens: Mapped[int | None] = mapped_column(default=None)
    """The part of the prompt's tokens that the provider had cached."""
    is_estimated: Mapped[bool] = mapped_column(default=False)
    """Whether the server reported no usage, so that the cost is an upper bound."""
    text: Mapped[str] = mapped_column(Text, default="")
    """The answer, or the part of it that arrived."""
    error: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class ModelSpending(Model):
    """What a month has cost so far, with all reservations: of the installation, or of one project."""

    __tablename__ = "model_spending"
    __table_args__ = (UniqueConstraint("scope", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(40))
    """`installation`, or `project:` with its number."""
    month: Mapped[str] = mapped_column(String(7))
    charged: Mapped[int] = mapped_column(BigInteger, default=0)
    refused: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The most that the last request may cost, if the budget refused it; 0 if it was sent."""
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class ProjectBudget(Model):
    """What the drafts of a project may cost in a month, and prices of its own."""

    __tablename__ = "project_budgets"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    monthly: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """Millionths of a currency unit; None for no limit."""
    prices: Mapped[str] = mapped_column(Text, default="")
    """As FSP_LLM_PRICES, which they take precedence over."""
