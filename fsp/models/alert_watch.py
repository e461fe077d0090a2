"""A watch: the state of one problem between two evaluations."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import JsonObject, String, UtcDateTime
from fsp.stores import Model


class AlertWatch(Model):
    """One fingerprint. It is updated only if `version` has not changed since it was read."""

    __tablename__ = "alert_watches"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    rule: Mapped[str] = mapped_column(String(100))
    labels: Mapped[dict[str, str]] = mapped_column(JsonObject, default=dict)
    memory: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alerts.id", ondelete="SET NULL"), default=None)
    """The current episode, if there is one."""
    evaluated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
