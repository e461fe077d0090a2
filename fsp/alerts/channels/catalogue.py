"""The channels that the settings configure."""

from collections.abc import Callable
from datetime import datetime

from fsp.alerts.channels.apprise_channel import AppriseChannel
from fsp.alerts.channels.channel import Channel
from fsp.alerts.channels.sendgrid import SendGridChannel
from fsp.alerts.channels.slack import SlackChannel
from fsp.alerts.channels.smtp import SmtpChannel
from fsp.alerts.channels.webhook import WebhookChannel
from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings


def configured_channels(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> tuple[Channel, ...]:
    """Return the channels in order of fallback. It opens no connection."""
    client = GuardedClient(allow_internal=settings.alert_allow_internal)
    recipients = settings.alert_email_recipients
    channels: list[Channel] = []
    if settings.alert_webhook_url:
        channels.append(WebhookChannel(settings.alert_webhook_url, client, now, settings.alert_webhook_secret))
    if settings.slack_webhook_url:
        channels.append(SlackChannel(settings.slack_webhook_url, client))
    if recipients:
        sender = settings.alert_email_sender or recipients[0]
        if settings.sendgrid_api_key:
            key, url = settings.sendgrid_api_key, settings.sendgrid_base_url
            channels.append(SendGridChannel(key, sender, recipients, client, api=url))
        if settings.smtp_url:
            channels.append(SmtpChannel(settings.smtp_url, sender, recipients, settings.alert_allow_internal))
    if settings.alert_apprise_urls:
        channels.append(AppriseChannel(settings.alert_apprise_urls))
    return tuple(channels)


def channel_names(settings: Settings) -> list[str]:
    """Return the names of the configured channels."""
    return [channel.name for channel in configured_channels(settings)]


def find_channel(settings: Settings, name: str) -> Channel:
    """Return one configured channel; raise NotFound that lists the configured ones."""
    channels = configured_channels(settings)
    for channel in channels:
        if channel.name == name:
            return channel
    names = ", ".join(channel.name for channel in channels) or "none"
    raise NotFound(f'There is no channel "{name}" in the settings; configured are: {names}.')
