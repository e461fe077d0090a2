"""An evaluation: what the rules read at one tick, and the decision about each problem with its reason."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import JsonObject, JsonObjects, UtcDateTime
from fsp.stores import Model


class AlertEvaluation(Model):
    """One row per tick. Its primary key makes sure that only one evaluator processes the tick."""

    __tablename__ = "alert_evaluations"

    tick: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    reading: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    decisions: Mapped[list[Any]] = mapped_column(JsonObjects)
    """One per problem: finding, value, n, threshold, states before and after, notification, and why none was sent."""
