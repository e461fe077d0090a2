"""Schemas of alerts and silences in the API."""

from typing import Literal

from pydantic import ConfigDict, Field

from fsp.models.alert_delivery import DeliveryOutcome
from fsp.models.alert_kinds import AlertType, Severity
from fsp.shape import Shape
from fsp.web.schema import Minutes, Moment, RowId


class AlertQuery(Shape):
    """A filter of alerts; empty fields match everything.

    `active` are all unresolved ones, also acknowledged and silenced.
    """

    state: Literal["active", "acknowledged", "silenced", "resolved", "all"] = "active"
    severity: Severity | None = None
    type: AlertType | None = None
    rule: str = Field("", max_length=100)
    text: str = Field("", max_length=100, description="In the title")
    since: Moment | None = Field(None, description="Started after")
    until: Moment | None = Field(None, description="Started before")
    before: RowId | None = Field(None, description="The id the last page ended with")
    limit: int = Field(100, ge=1, le=1000)


class FingerprintPath(Shape):
    """The fingerprint of a problem."""

    fingerprint: str = Field(min_length=64, max_length=64)


class AlertPath(Shape):
    """The alert."""

    alert_id: RowId = Field(alias="alert_id")


class SilenceBody(Shape):
    """What to silence, how long and why."""

    model_config = ConfigDict(extra="forbid")

    target: str = Field(
        min_length=1, max_length=100, description="A fingerprint, a rule such as QueueBacklog, or an alert type"
    )
    minutes: Minutes
    reason: str = Field(min_length=1, max_length=500)


class SilencePath(Shape):
    """The silence."""

    silence_id: RowId = Field(alias="silence_id")


class SilenceQuery(Shape):
    """A filter of silences."""

    with_ended: bool = False


class DeliveryQuery(Shape):
    """A filter of delivery attempts."""

    channel: str = Field("", max_length=50)
    outcome: DeliveryOutcome | None = None
    before: RowId | None = Field(None, description="The id the last page ended with")
    limit: int = Field(100, ge=1, le=1000)
