"""`fsp alerts`: list, acknowledge, silence and resolve alerts, test a channel, read the delivery log."""

import getpass

import click

from fsp.alerts.actions import acknowledge, find_alert, resolve
from fsp.alerts.channel_state import read_channel_statuses
from fsp.alerts.channels.catalogue import channel_names, configured_channels, find_channel
from fsp.alerts.delivery_log import list_deliveries
from fsp.alerts.listing import AlertFilter, View, list_alerts
from fsp.alerts.silences import end_silence, list_silences, silence
from fsp.alerts.timeline import read_timeline
from fsp.alerts.try_channel import try_channel
from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso, later, utc_now
from fsp.errors import ServiceUnavailable
from fsp.models.alert_delivery import DeliveryOutcome


@click.group("alerts")
def alerts() -> None:
    """Manage alerts, silences and channels."""


@alerts.command("list")
@click.option("--all", "with_resolved", is_flag=True, help="Include resolved alerts.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def list_(context: Context, *, with_resolved: bool, limit: int) -> None:
    """List alerts, newest first."""
    with context.app.app_context():
        listed = list_alerts(AlertFilter(View.ALL if with_resolved else View.ONGOING), now=utc_now(), limit=limit)
        for alert in listed:
            click.echo(
                f"{alert.id}\t{alert.state}\t{alert.severity}\t{iso(alert.started_at)}\t{alert.title}\t{alert.fingerprint}"
            )


@alerts.command("ack")
@click.argument("number", type=int)
@click.pass_obj
def ack(context: Context, number: int) -> None:
    """Acknowledge alert NUMBER: stop its reminders."""
    with acting(context, Action.ACKNOWLEDGE_ALERT, f"alert {number}"):
        acknowledge(find_alert(number), by=getpass.getuser(), now=utc_now())
    click.echo(f"Acknowledged alert {number}.")


@alerts.command("silence")
@click.argument("target")
@click.option("--minutes", required=True, type=click.IntRange(min=1), help="How long it lasts.")
@click.option("--reason", required=True, help="Shown with the silence.")
@click.pass_obj
def silence_(context: Context, target: str, minutes: int, reason: str) -> None:
    """Silence TARGET.

    TARGET is a fingerprint, a rule such as QueueBacklog, or an alert type.
    """
    now = utc_now()
    with acting(context, Action.SILENCE_ALERTS, f"alerts {target}", reason=reason, inputs={"minutes": minutes}):
        silenced = silence(target, until=later(now, minutes=minutes), reason=reason, by=getpass.getuser(), now=now)
    click.echo(f"{silenced.target} is silenced until {iso(silenced.until)}.")


@alerts.command("resolve")
@click.argument("number", type=int)
@click.pass_obj
def resolve_(context: Context, number: int) -> None:
    """Resolve alert NUMBER. It fires again if the problem persists."""
    channels = channel_names(context.settings)
    with acting(context, Action.RESOLVE_ALERT, f"alert {number}"):
        resolve(find_alert(number), by=getpass.getuser(), now=utc_now(), channels=channels)
    click.echo(f"Resolved alert {number}.")


@alerts.command("test")
@click.argument("channel")
@click.pass_obj
def test_(context: Context, channel: str) -> None:
    """Send a test message through CHANNEL and print the response."""
    target = find_channel(context.settings, channel)
    with acting(context, Action.TEST_CHANNEL, f"channel {channel}"):
        tried = try_channel(target, by=getpass.getuser(), now=utc_now(), url=context.settings.public_url)
    if tried.outcome is not DeliveryOutcome.ACCEPTED:
        raise ServiceUnavailable(f"{channel} did not accept the message: {tried.error}")
    click.echo(f"{channel} accepted the message ({tried.answer}, {tried.latency_milliseconds:.0f} ms).")


@alerts.command("deliveries")
@click.option("--channel", default=None, help="Only this channel.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def deliveries(context: Context, channel: str | None, limit: int) -> None:
    """List delivery attempts, newest first."""
    with context.app.app_context():
        for row in list_deliveries(channel=channel, limit=limit):
            response = row.answer or row.error
            click.echo(f"{iso(row.at)}\t{row.channel}\t{row.outcome}\t{row.latency_milliseconds:.0f} ms\t{response}")


@alerts.command("show")
@click.argument("number", type=int)
@click.pass_obj
def show(context: Context, number: int) -> None:
    """Show alert NUMBER and its history, newest first."""
    with context.app.app_context():
        alert = find_alert(number)
        story = read_timeline(alert)
    click.echo(f"{alert.title}: {alert.severity}, {alert.state} since {iso(alert.started_at)}")
    if alert.acknowledged_by and alert.acknowledged_at:
        click.echo(f"Acknowledged by {alert.acknowledged_by} at {iso(alert.acknowledged_at)}.")
    for event in story:
        click.echo(f"{iso(event.at)}\t{event.what}\t{event.word}\t{event.detail}")


@alerts.command("silences")
@click.option("--all", "with_ended", is_flag=True, help="Include ended silences.")
@click.pass_obj
def silences(context: Context, *, with_ended: bool) -> None:
    """List active silences, newest first."""
    with context.app.app_context():
        for entry in list_silences(utc_now(), with_ended=with_ended):
            click.echo(f"{entry.id}\t{entry.target}\tuntil {iso(entry.until)}\t{entry.by}\t{entry.reason}")


@alerts.command("end-silence")
@click.argument("number", type=int)
@click.pass_obj
def end_silence_(context: Context, number: int) -> None:
    """End silence NUMBER."""
    with acting(context, Action.END_SILENCE, f"silence {number}"):
        end_silence(number, now=utc_now())
    click.echo(f"Ended silence {number}.")


@alerts.command("channels")
@click.pass_obj
def channels(context: Context) -> None:
    """List configured channels and their state."""
    with context.app.app_context():
        statuses = read_channel_statuses([channel.name for channel in configured_channels(context.settings)])
    for status in statuses:
        click.echo(f"{status.name}\t{status.state}\t{status.last_error}")
