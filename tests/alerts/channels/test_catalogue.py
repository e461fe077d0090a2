"""Which channels the settings ask for."""

import pytest

from fsp.alerts.channels.catalogue import configured_channels, find_channel
from fsp.errors import NotFound
from fsp.settings import Settings

ALL = Settings(
    alert_webhook_url="https://x.org/hunter2",
    slack_webhook_url="https://hooks.slack.com/hunter2",
    sendgrid_api_key="hunter2",
    smtp_url="smtp://x.org",
    alert_email_recipients=("a@x.org", "b@x.org"),
    alert_apprise_urls=("json://hunter2",),
)


def test_each_setting_is_one_channel_and_none_is_none() -> None:
    assert [channel.name for channel in configured_channels(ALL)] == ["webhook", "slack", "sendgrid", "smtp", "apprise"]
    assert configured_channels(Settings()) == ()


def test_mail_comes_from_the_first_recipient_unless_told_otherwise() -> None:
    assert find_channel(ALL, "smtp").sender == "a@x.org"  # type: ignore[attr-defined]


def test_an_unknown_channel_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="configured are: webhook, slack"):
        find_channel(ALL, "fax")
    with pytest.raises(NotFound, match="configured are: none"):
        find_channel(Settings(), "fax")
