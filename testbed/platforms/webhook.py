"""A receiver of signed webhooks that verifies them and works on each webhook-id once."""

import base64
import hashlib
import hmac
from typing import Any

from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route

SECRET = "whsec_" + base64.b64encode(b"24 bytes of a secret key").decode()


class WebhookReceiver(PlatformServer):
    """Publishes each post at an address of its own. `dedupes` is whether it knows a webhook-id again."""

    def __init__(self, *, dedupes: bool = True) -> None:
        super().__init__()
        self.dedupes = dedupes
        self.answers: dict[str, Response] = {}

    def before(self, request: Request) -> None:
        """Refuse a request without a valid signature."""
        message_id, timestamp = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        content = f"{message_id}.{timestamp}.".encode() + request.body
        expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        signatures = request.headers.get("webhook-signature", "").split()
        if f"v1,{expected}" not in signatures:
            raise Refused(401, {"error": "The signature is wrong."})

    @route("POST", "/hook")
    def receive_event(self, request: Request) -> Response:
        """Carry an event out, or return the answer to its first delivery."""
        message_id = request.headers["webhook-id"]
        if self.dedupes and message_id in self.answers:
            return self.answers[message_id]
        event: dict[str, Any] = request.json
        response = self._carry_out(event["type"], event["data"])
        self.answers[message_id] = response
        return response

    def _carry_out(self, event: str, data: dict[str, Any]) -> Response:
        if event == "post.published":
            post_id = self.new_id()
            self.keep(post_id, data)
            return Response(201, {"id": post_id, "url": f"{self.url}/posts/{post_id}"})
        post_id = str(data.get("external_id"))
        if event == "post.updated":
            if post_id not in self.posts:
                raise Refused(404, {"error": "There is no such post."})
            self.posts[post_id] = data
            return Response(200, {"id": post_id, "url": f"{self.url}/posts/{post_id}"})
        if event == "post.removed" and self.posts.pop(post_id, None) is None:
            raise Refused(410, {"error": "It was removed."})
        return Response(204, body=b"")
