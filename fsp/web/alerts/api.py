"""`/api/alerts`: list, acknowledge, resolve, silence and explain alerts."""

from flask import Response, g

from fsp.alerts import actions
from fsp.alerts import silences as alert_silences
from fsp.alerts.channel_state import read_channel_statuses
from fsp.alerts.channels.catalogue import channel_names, find_channel
from fsp.alerts.delivery_log import list_deliveries
from fsp.alerts.explain import explain
from fsp.alerts.listing import AlertFilter, View, list_alerts
from fsp.alerts.silences import list_silences, silences_of
from fsp.alerts.timeline import read_notices, read_timeline
from fsp.alerts.try_channel import try_channel
from fsp.audit.action import Action
from fsp.clock import later, utc_now
from fsp.core import current_settings
from fsp.errors import ServiceUnavailable
from fsp.models.account import Role
from fsp.models.alert import Alert
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.web.access.permissions import requires
from fsp.web.alerts.response_schemas import (
    AlertExplanationShape,
    AlertListShape,
    AlertShape,
    AlertStoryShape,
    ChannelListShape,
    ChannelShape,
    DeliveryListShape,
    DeliveryShape,
    EndedSilenceShape,
    EvaluationShape,
    EventShape,
    NoticeShape,
    SilenceListShape,
    SilenceShape,
    TriedChannelShape,
)
from fsp.web.alerts.schemas import (
    AlertPath,
    AlertQuery,
    DeliveryQuery,
    FingerprintPath,
    SilenceBody,
    SilencePath,
    SilenceQuery,
)
from fsp.web.etags import alert_mark, refuse_unless
from fsp.web.openapi import CHANGED, answer, api_blueprint, tagged
from fsp.web.schema import NamePath

alerts_api = api_blueprint("api_alerts")


@alerts_api.get("/api/alerts", responses={200: AlertListShape}, summary="List alerts")
@requires(Role.VIEWER)
def index(query: AlertQuery) -> Response:
    """List alerts, newest first."""
    criteria = AlertFilter(
        view=View.ONGOING if query.state == "active" else View(query.state),
        severity=query.severity or "",
        alert_type=query.type or "",
        **query.model_dump(include={"rule", "text", "since", "until"}),
    )
    alerts = list_alerts(criteria, now=utc_now(), before_id=query.before, limit=query.limit)
    return answer(AlertListShape(alerts=AlertShape.list_of(alerts)))


@alerts_api.get(
    "/api/alerts/<int:alert_id>", responses={200: AlertStoryShape}, summary="Read an alert with its timeline"
)
@requires(Role.VIEWER)
def show(path: AlertPath) -> Response:
    """Return one alert with its timeline and notifications."""
    alert = actions.find_alert(path.alert_id)
    story = AlertStoryShape.of(
        alert,
        timeline=EventShape.list_of(read_timeline(alert)),
        notices=NoticeShape.list_of(read_notices(alert.id)),
        silences=SilenceShape.list_of(silences_of(alert, utc_now())),
    )
    return tagged(answer(story), alert_mark(alert))


@alerts_api.get("/api/alerts/silences", responses={200: SilenceListShape}, summary="List silences")
@requires(Role.VIEWER)
def silences(query: SilenceQuery) -> Response:
    """List active silences, newest first."""
    silence_rows = list_silences(utc_now(), with_ended=query.with_ended)
    return answer(SilenceListShape(silences=SilenceShape.list_of(silence_rows)))


@alerts_api.post(
    "/api/alerts/silences/<int:silence_id>/end", responses={200: EndedSilenceShape}, summary="End a silence"
)
@requires(Role.OPERATOR, action=Action.END_SILENCE, target="silence {silence_id}")
def end_silence(path: SilencePath) -> Response:
    """End a silence now."""
    alert_silences.end_silence(path.silence_id, now=utc_now())
    return answer(EndedSilenceShape(id=path.silence_id, has_ended=True))


@alerts_api.get("/api/alerts/deliveries", responses={200: DeliveryListShape}, summary="List delivery attempts")
@requires(Role.VIEWER)
def deliveries(query: DeliveryQuery) -> Response:
    """List delivery attempts, newest first."""
    attempts = list_deliveries(
        channel=query.channel or None, outcome=query.outcome, before_id=query.before, limit=query.limit
    )
    return answer(DeliveryListShape(deliveries=DeliveryShape.list_of(attempts)))


@alerts_api.get("/api/alerts/channels", responses={200: ChannelListShape}, summary="List channels and their health")
@requires(Role.VIEWER)
def channels() -> Response:
    """List the configured channels."""
    statuses = read_channel_statuses(channel_names(current_settings()))
    return answer(ChannelListShape(channels=ChannelShape.list_of(statuses)))


@alerts_api.post("/api/alerts/channels/<name>/test", responses={200: TriedChannelShape}, summary="Send a test message")
@requires(Role.ADMIN, action=Action.TEST_CHANNEL, target="channel {name}")
def test_channel(path: NamePath) -> Response:
    """Send a test message and return the response of the service."""
    channel = find_channel(current_settings(), path.name)
    tried = try_channel(channel, by=g.account.name, now=utc_now(), url=current_settings().public_url)
    if tried.outcome is not DeliveryOutcome.ACCEPTED:
        raise ServiceUnavailable(f"{path.name} did not accept the message: {tried.error}")
    return answer(TriedChannelShape.of(tried, channel=path.name))


@alerts_api.post("/api/alerts/silences", responses={201: SilenceShape}, summary="Silence an alert, a rule or a type")
@requires(Role.OPERATOR, action=Action.SILENCE_ALERTS, target="alerts {target}")
def silence(body: SilenceBody) -> tuple[Response, int]:
    """Silence a fingerprint, a rule or an alert type. Resolves are still sent."""
    now = utc_now()
    until = later(now, minutes=body.minutes)
    silence_row = alert_silences.silence(body.target, until=until, reason=body.reason, by=g.account.name, now=now)
    return answer(SilenceShape.of(silence_row)), 201


@alerts_api.post(
    "/api/alerts/<int:alert_id>/acknowledge", responses={200: AlertShape, **CHANGED}, summary="Acknowledge an alert"
)
@requires(Role.OPERATOR, action=Action.ACKNOWLEDGE_ALERT, target="alert {alert_id}")
def acknowledge(path: AlertPath) -> Response:
    """Acknowledge an alert: stop its reminders."""
    actions.acknowledge(_unchanged(path), by=g.account.name, now=utc_now())
    return _alert(path.alert_id)


@alerts_api.post(
    "/api/alerts/<int:alert_id>/resolve", responses={200: AlertShape, **CHANGED}, summary="Resolve an alert manually"
)
@requires(Role.OPERATOR, action=Action.RESOLVE_ALERT, target="alert {alert_id}")
def resolve(path: AlertPath) -> Response:
    """Resolve an alert. It fires again if the problem persists."""
    actions.resolve(_unchanged(path), by=g.account.name, now=utc_now(), channels=channel_names(current_settings()))
    return _alert(path.alert_id)


@alerts_api.get(
    "/api/alerts/<int:alert_id>/explain",
    responses={200: AlertExplanationShape},
    summary="Read an alert's evaluations",
)
@requires(Role.VIEWER)
def why(path: AlertPath) -> Response:
    """Return what each evaluation saw and decided, newest first."""
    return _explained(actions.find_alert(path.alert_id).fingerprint)


@alerts_api.get(
    "/api/alerts/<fingerprint>/explain",
    responses={200: AlertExplanationShape},
    summary="Read the evaluations of any fingerprint",
)
@requires(Role.VIEWER)
def why_of_cause(path: FingerprintPath) -> Response:
    """Return the evaluations of any fingerprint, whether it became an alert or not."""
    return _explained(path.fingerprint)


def _unchanged(path: AlertPath) -> Alert:
    alert = actions.find_alert(path.alert_id)
    refuse_unless(alert_mark(alert))
    return alert


def _alert(alert_id: int) -> Response:
    alert = actions.find_alert(alert_id)
    return tagged(answer(AlertShape.of(alert)), alert_mark(alert))


def _explained(fingerprint: str) -> Response:
    evaluations = EvaluationShape.list_of(explain(fingerprint))
    return answer(AlertExplanationShape(fingerprint=fingerprint, evaluations=evaluations))
