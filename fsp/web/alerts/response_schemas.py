"""Response schemas of alerts, silences, channels and deliveries."""

from typing import Annotated, Any

from pydantic import Field

from fsp.alerts.channel_state import ChannelState
from fsp.alerts.explain import Explanation
from fsp.alerts.timeline import Event
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.models.alert_kinds import AlertState, AlertType, NoticeState, Severity
from fsp.shape import From, Shape, Stored, TextOrNone, WholeSecond, derived

EventShape = derived(Event, "EventShape", at=WholeSecond)
EvaluationShape = derived(Explanation, "EvaluationShape", tick=WholeSecond)


class AlertShape(Shape):
    """One episode of one problem."""

    id: int
    fingerprint: str = Field(description="Identifies the alert; the same in each of its episodes")
    rule: str
    type: Annotated[AlertType, Stored, From("alert_type")]
    severity: Annotated[Severity, Stored]
    state: Annotated[AlertState, Stored]
    title: str
    labels: Annotated[dict[str, str], Stored]
    details: dict[str, Any] = Field(description="value, threshold, n, why and advice")
    started_at: WholeSecond
    resolved_at: WholeSecond | None
    resolved_by: TextOrNone
    acknowledged_by: TextOrNone
    acknowledged_at: WholeSecond | None


class AlertListShape(Shape):
    """Alerts, newest first."""

    alerts: list[AlertShape]


class SilenceShape(Shape):
    """A silence of a fingerprint, a rule or an alert type."""

    id: int
    target: str
    reason: str
    by: str
    since: WholeSecond
    until: WholeSecond


class SilenceListShape(Shape):
    """Silences, newest first."""

    silences: list[SilenceShape]


class EndedSilenceShape(Shape):
    """A silence that was ended."""

    id: int
    has_ended: bool


class DeliveryShape(Shape):
    """One delivery attempt."""

    id: int
    notice_id: int
    channel: str
    at: WholeSecond
    outcome: Annotated[DeliveryOutcome, Stored]
    answer: str
    error: str = Field(description="Without secrets")
    latency_milliseconds: float


class DeliveryListShape(Shape):
    """Delivery attempts, newest first."""

    deliveries: list[DeliveryShape]


class NoticeShape(Shape):
    """One message to one channel, with every attempt to deliver it."""

    kind: Annotated[str, From("entry.kind")]
    channel: Annotated[str, From("notice.channel")]
    state: Annotated[NoticeState, Stored, From("notice.state")]
    due_at: Annotated[WholeSecond, From("notice.due_at")]
    deliveries: list[DeliveryShape]


class AlertStoryShape(AlertShape):
    """An alert with its timeline and notifications."""

    timeline: list[EventShape]  # type: ignore[valid-type]
    notices: list[NoticeShape]
    silences: list[SilenceShape]


class ChannelShape(Shape):
    """A configured channel and its health."""

    name: str
    state: ChannelState
    failing_since: Annotated[WholeSecond | None, From("since")]
    failures_in_a_row: Annotated[int, From("failures")] = Field(
        alias="failuresInARow", description="Attempts since the last accepted message"
    )
    is_broken: bool
    broken_since: WholeSecond | None
    last_accepted_at: WholeSecond | None
    last_error: str


class ChannelListShape(Shape):
    """The configured channels."""

    channels: list[ChannelShape]


class TriedChannelShape(Shape):
    """The response of a service to a test message."""

    channel: str
    answer: str
    latency_milliseconds: float


class AlertExplanationShape(Shape):
    """The evaluations of an alert, newest first."""

    fingerprint: str
    evaluations: list[EvaluationShape]  # type: ignore[valid-type]
