"""Slack, through an incoming webhook."""

import json
from dataclasses import dataclass

from fsp.alerts.channels.channel import accepted
from fsp.alerts.message import Message
from fsp.alerts.wording import subject, text
from fsp.security.guarded_http import GuardedClient


@dataclass(frozen=True)
class SlackChannel:
    """Posts to one incoming webhook, whose URL is the secret. Slack supports no idempotency key."""

    url: str
    client: GuardedClient
    name: str = "slack"

    def send(self, message: Message) -> str:
        """Post the message as text."""
        body = json.dumps({"text": f"*{_plain(subject(message))}*\n{_plain(text(message))}"}).encode()
        answer = self.client.request("POST", self.url, headers={"Content-Type": "application/json"}, body=body)
        return accepted("Slack", answer)


def _plain(raw: str) -> str:
    # The three characters that Slack interprets. A title must not be able to notify a whole channel.
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
