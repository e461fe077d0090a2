"""What the API answers of alerts, silences, channels and what was told through them."""

from datetime import datetime
from typing import Any

from pydantic import Field

from fsp.alerts.channel_state import ChannelState
from fsp.alerts.explain import Explanation
from fsp.alerts.timeline import Event
from fsp.models.alert import AlertState, AlertType, Severity
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.models.alert_notice import NoticeState
from fsp.web.schema import Shape, derived

EventShape = derived(Event, "EventShape")
EvaluationShape = derived(Explanation, "EvaluationShape")


class AlertShape(Shape):
    """One episode of one cause."""

    id: int
    fingerprint: str = Field(description="Of the cause; the same in each of its episodes")
    rule: str
    type: AlertType
    severity: Severity
    state: AlertState
    title: str
    labels: dict[str, str]
    details: dict[str, Any] = Field(description="value, threshold, n, why and advice")
    started_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    acknowledged_by: str | None


class AlertListShape(Shape):
    """Alerts, newest first."""

    alerts: list[AlertShape]


class SilenceShape(Shape):
    """A cause, a rule or a type nobody is told of until then."""

    id: int
    target: str
    reason: str
    by: str
    since: datetime
    until: datetime


class SilenceListShape(Shape):
    """Silences, newest first."""

    silences: list[SilenceShape]


class EndedSilenceShape(Shape):
    """A silence that was ended."""

    id: int
    has_ended: bool


class DeliveryShape(Shape):
    """One attempt to tell somebody."""

    id: int
    notice_id: int
    channel: str
    at: datetime
    outcome: DeliveryOutcome
    answer: str
    error: str = Field(description="With secrets left out")
    latency_milliseconds: float


class DeliveryListShape(Shape):
    """Attempts, newest first."""

    deliveries: list[DeliveryShape]


class NoticeShape(Shape):
    """One message to one channel, with every attempt to deliver it."""

    kind: str
    channel: str
    state: NoticeState
    due_at: datetime
    deliveries: list[DeliveryShape]


class AlertStoryShape(AlertShape):
    """An alert with what happened to it and each attempt to tell of it."""

    timeline: list[EventShape]  # type: ignore[valid-type]
    notices: list[NoticeShape]
    silences: list[SilenceShape]


class ChannelShape(Shape):
    """A configured channel and its health."""

    name: str
    state: ChannelState
    failing_since: datetime | None
    failures_in_a_row: int = Field(alias="failuresInARow", description="Attempts since the last accepted message")
    is_broken: bool
    broken_since: datetime | None
    last_accepted_at: datetime | None
    last_error: str


class ChannelListShape(Shape):
    """The configured channels."""

    channels: list[ChannelShape]


class TriedChannelShape(Shape):
    """What a service answered to a test message."""

    channel: str
    answer: str
    latency_milliseconds: float


class AlertExplanationShape(Shape):
    """What each kept evaluation saw and decided of a cause, newest first."""

    fingerprint: str
    evaluations: list[EvaluationShape]  # type: ignore[valid-type]
