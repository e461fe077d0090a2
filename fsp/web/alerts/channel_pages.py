"""The pages of alert channels: their health, and the delivery attempts."""

from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fsp.alerts.channel_state import read_channel_statuses
from fsp.alerts.channels.catalogue import channel_names, find_channel
from fsp.alerts.delivery_log import list_deliveries, tried_channels
from fsp.alerts.try_channel import try_channel
from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.errors import ServiceUnavailable
from fsp.models.account import Role
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.web.access.permissions import requires
from fsp.web.chips import chips_of
from fsp.web.partials import live_page

channels = Blueprint("channels", __name__)

PAGE_SIZE = 50


@channels.get("/alerts/channels")
@requires(Role.VIEWER)
def index() -> str:
    """Show each channel's health."""
    tried_names = [channel.name for channel in tried_channels()]
    names = channel_names(current_settings())
    return live_page(
        "alerts/channels",
        as_of=utc_now(),
        channels=read_channel_statuses(names),
        gone=[name for name in tried_names if name not in names],
    )


@channels.get("/alerts/deliveries")
@requires(Role.VIEWER)
def deliveries() -> str:
    """List delivery attempts, newest first."""
    asked = {name: request.args.get(name, "") for name in ("channel", "outcome")}
    delivery_page = list_deliveries(
        channel=asked["channel"] or None,
        outcome=asked["outcome"] or None,
        before_id=request.args.get("before", type=int),
        limit=PAGE_SIZE,
    )
    filters = {name: value for name, value in asked.items() if value}
    return live_page(
        "alerts/deliveries",
        as_of=utc_now(),
        deliveries=delivery_page,
        asked=asked,
        chips=chips_of("/alerts/deliveries", filters, {name: name for name in asked}),
        query=urlencode(filters),
        older=urlencode(filters | {"before": delivery_page[-1].id}) if len(delivery_page) == PAGE_SIZE else "",
        channels=channel_names(current_settings()),
        outcomes=list(DeliveryOutcome),
    )


@channels.post("/alerts/channels/<name>/test")
@requires(Role.ADMIN, action=Action.TEST_CHANNEL, target="channel {name}")
def test(name: str) -> Response:
    """Send a test message and show the response of the service."""
    channel = find_channel(current_settings(), name)
    tried = try_channel(channel, by=g.account.name, now=utc_now(), url=current_settings().public_url)
    if tried.outcome is not DeliveryOutcome.ACCEPTED:
        raise ServiceUnavailable(f"{name} did not accept the message: {tried.error}")
    flash(f"{name} accepted the message ({tried.answer}, {tried.latency_milliseconds:.0f} ms).")
    return redirect(url_for("channels.index"), 303)
