"""Email through SendGrid: one JSON request. A response of 202 means accepted, not delivered."""

import json
from dataclasses import dataclass

from fsp.alerts.channels.channel import accepted
from fsp.alerts.message import Message
from fsp.alerts.wording import subject, text
from fsp.mail_addresses import parse_address
from fsp.security.guarded_http import GuardedClient
from fsp.settings import SENDGRID


@dataclass(frozen=True)
class SendGridChannel:
    """Sends one email to each recipient."""

    api_key: str
    sender: str
    recipients: tuple[str, ...]
    client: GuardedClient
    api: str = SENDGRID
    name: str = "sendgrid"

    def send(self, message: Message) -> str:
        """Send the message to SendGrid."""
        # One personalisation per recipient, so that nobody sees the other addresses.
        mail = {
            "personalizations": [{"to": [_person(recipient)]} for recipient in self.recipients],
            "from": {"name": "FSP"} | _person(self.sender),
            "subject": subject(message),
            "content": [{"type": "text/plain", "value": text(message)}],
            "headers": {"X-FSP-Key": message.key},
        }
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"}
        body = json.dumps(mail).encode()
        return accepted("SendGrid", self.client.request("POST", f"{self.api}/v3/mail/send", headers=headers, body=body))


def _person(recipient: str) -> dict[str, str]:
    parsed = parse_address(recipient)
    return {"email": parsed.address} | ({"name": parsed.name} if parsed.name else {})
