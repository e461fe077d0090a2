"""Slack's incoming webhook."""

import json

import pytest

from fsp.alerts.channels.slack import SlackChannel
from fsp.errors import ChannelFailed
from fsp.security.guarded_http import GuardedClient
from tests.alerts.messages import message
from tests.receiver import receiving


def test_the_text_cannot_call_a_whole_channel() -> None:
    with receiving() as receiver:
        SlackChannel(f"{receiver.url}/services/T/B/x", GuardedClient(allow_internal=True)).send(message())

    said = json.loads(receiver.calls[0].body)["text"]
    assert said.startswith("*[FSP] FIRING CRITICAL: Jobs of type &lt;export-data&gt; fail*\n")
    assert "<" not in said


def test_a_revoked_webhook_is_permanent_and_its_url_stays_secret() -> None:
    with receiving() as receiver:
        receiver.status, receiver.body = 404, b"no_service"
        channel = SlackChannel(f"{receiver.url}/services/T/B/hunter2", GuardedClient(allow_internal=True))
        with pytest.raises(ChannelFailed) as caught:
            channel.send(message())

    assert caught.value.permanent
    assert "hunter2" not in str(caught.value)
