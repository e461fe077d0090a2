"""Which channels the settings ask for."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fsp.alerts.channels import catalogue
from fsp.alerts.channels.catalogue import configured_channels, find_channel
from fsp.errors import NotFound
from fsp.settings import Settings, from_environment
from tests.alerts.messages import message
from tests.receiver import Receiver

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


def test_every_channel_is_in_the_catalogue() -> None:
    source = Path(catalogue.__file__)
    modules = sorted(path.stem for path in source.parent.glob("*.py") if "    def send(self" in path.read_text("utf-8"))

    missing = [
        f"fsp/alerts/channels/{module}.py"
        for module in modules
        if module != "channel" and f"fsp.alerts.channels.{module} import" not in source.read_text("utf-8")
    ]

    assert missing == [], "add these channels to configured_channels in fsp/alerts/channels/catalogue.py"


def test_mail_comes_from_the_first_recipient_unless_told_otherwise() -> None:
    assert find_channel(ALL, "smtp").sender == "a@x.org"  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["", "/"])
def test_sendgrid_is_reached_where_the_setting_says(receiver: Receiver, text: str) -> None:
    receiver.status = 202
    settings = from_environment(
        {
            "SENDGRID_API_KEY": "SG.key",
            "SENDGRID_BASE_URL": receiver.url + text,
            "ALERT_EMAIL_RECIPIENTS": "a@x.org",
            "FSP_ALERT_ALLOW_INTERNAL": "yes",
        }
    )

    find_channel(settings, "sendgrid").send(message())

    assert [call.path for call in receiver.calls] == [f"{urlsplit(receiver.url).path}/v3/mail/send"]
    assert find_channel(ALL, "sendgrid").api == "https://api.sendgrid.com"  # type: ignore[attr-defined]


def test_an_unknown_channel_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="configured are: webhook, slack"):
        find_channel(ALL, "fax")
    with pytest.raises(NotFound, match="configured are: none"):
        find_channel(Settings(), "fax")
