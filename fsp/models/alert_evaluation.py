"""An evaluation: what the rules read in one tick, and what was decided about every cause, and why."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from fsp.models.types import JsonObject, JsonObjects, UtcDateTime
from fsp.stores import Model


class AlertEvaluation(Model):
    """One row per tick; its primary key lets one evaluator alone have the tick."""

    __tablename__ = "alert_evaluations"

    tick: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    reading: Mapped[dict[str, Any]] = mapped_column(JsonObject)
    decisions: Mapped[list[Any]] = mapped_column(JsonObjects)
    """One per cause: verdict, value, n, threshold, states before and after, notice, and what held it silent."""
