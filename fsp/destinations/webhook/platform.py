"""A signed webhook for each post that is published, changed or removed."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from pydantic import BaseModel, Field, SecretStr, field_validator

from fsp.clock import iso
from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.checks import run
from fsp.destinations.contract import Abilities, CheckResult, ImageLimits, Markup, Post, Remote, Sent, Tools
from fsp.destinations.server_clock import compare_clocks
from fsp.destinations.tls_probe import naming_tls
from fsp.destinations.webhook.payload import digest, post_fields
from fsp.destinations.webhook.signing import key_bytes, signature
from fsp.errors import PermanentFailure, RemoteGone

PUBLISHED, UPDATED, REMOVED, TEST = "post.published", "post.updated", "post.removed", "fsp.test"
MIN_SECRET_BYTES, MAX_SECRET_BYTES = 16, 512
PROXY_TYPE = "text/html"
MAX_SUBJECT_CHARACTERS = 100
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")


class WebhookSettings(BaseModel):
    """Where the webhook goes, and what its receiver promises."""

    url: str = Field(
        ..., title="URL", description="Receives a POST with JSON for each change of a post.", max_length=1000
    )
    ignores_repeats: bool = Field(
        default=False,
        title="The receiver ignores repeats",
        description="It answers a webhook-id that it has seen before without doing the work again. FSP then repeats a "
        "webhook whose answer was lost. Otherwise FSP asks you.",
    )

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must start with https:// or http://")
        return url


class WebhookCredentials(BaseModel):
    """The key of the signature."""

    secret: SecretStr = Field(
        ...,
        title="Secret",
        description="Signs each request: whsec_ and base64, as Standard Webhooks defines it, or any text of "
        f"{MIN_SECRET_BYTES} characters or more.",
    )

    @field_validator("secret")
    @classmethod
    def _check_secret(cls, secret: SecretStr) -> SecretStr:
        if not MIN_SECRET_BYTES <= len(key_bytes(secret.get_secret_value())) <= MAX_SECRET_BYTES:
            raise ValueError(f"must have {MIN_SECRET_BYTES} to {MAX_SECRET_BYTES} bytes")
        return secret


class Webhook:
    """Posts to one URL. What the receiver does with it, FSP cannot see."""

    name: ClassVar[str] = "webhook"
    title: ClassVar[str] = "Signed webhook"
    abilities = Abilities(
        markup=Markup.HTML, finds=False, reads=False, images=ImageLimits(max_count=1_000), max_parallel=2
    )
    SettingsModel: ClassVar[type[BaseModel]] = WebhookSettings
    CredentialsModel: ClassVar[type[BaseModel]] = WebhookCredentials

    def __init__(self, settings: WebhookSettings, credentials: WebhookCredentials, tools: Tools) -> None:
        self.abilities = replace(Webhook.abilities, repeats=settings.ignores_repeats)
        self._url, self._tools = settings.url, tools
        self._key = key_bytes(credentials.secret.get_secret_value())
        self._api = ApiClient(tools.http, settings.url, heed=tools.heed, now=tools.now)
        self._headers: Mapping[str, str] = {}
        """The headers of the last answer."""

    def check(self) -> list[CheckResult]:
        """Send a signed test event, which the receiver answers with 2xx and otherwise ignores."""
        result = run("Webhook", naming_tls(self._api, self._test))
        # The receiver refuses a signature whose time is far from its own.
        return [result, run("Clock", lambda: compare_clocks(self._headers, self._tools.now()))]

    def length(self, text: str) -> int:
        """Count characters. A webhook has no limit."""
        return len(text)

    def find(self, post: Post) -> Sent | None:  # noqa: ARG002
        """Return None: a webhook cannot be asked."""
        return None

    def create(self, post: Post) -> Sent:
        """Send post.published. A repeat has the same webhook-id, even if the text has changed since."""
        fields = {**post_fields(post, self._tools.settings), "external_id": None}
        message_id = f"{post.key}-published"
        return self._sent(post, self._send(PUBLISHED, message_id, fields), message_id, fields)

    def update(self, post: Post, external_id: str) -> Sent:
        """Send post.updated with the id that the receiver returned. Each attempt has a webhook-id of its own."""
        fields = {**post_fields(post, self._tools.settings), "external_id": external_id}
        message_id = self._new_id(post.key, "updated")
        response = self._send(UPDATED, message_id, fields, creates=False)
        return self._sent(post, response, message_id, fields)

    def remove(self, external_id: str) -> None:
        """Send post.removed."""
        try:
            self._send(REMOVED, self._new_id(external_id, "removed"), {"external_id": external_id}, creates=False)
        except RemoteGone:
            return

    def read(self, external_id: str) -> Remote | None:
        """Raise PermanentFailure: a webhook cannot be asked."""
        raise PermanentFailure(f"A webhook cannot be asked for {external_id:.100}.")

    def _test(self) -> str:
        response = self._send(TEST, self._new_id("fsp", "test"), {}, creates=False)
        return f"{self._api.host} answered {response.status} to a signed test event."

    def _new_id(self, subject: str, event: str) -> str:
        """Return an id for an event that may be carried out again, and must be after another one in between."""
        # A receiver's own id may have characters that a header, or the signed text, cannot have.
        plain = _NOT_IN_AN_ID.sub("", subject)[:MAX_SUBJECT_CHARACTERS] or "post"
        return f"{plain}-{event}-{int(self._tools.now().timestamp())}-{secrets.token_hex(4)}"

    def _send(self, event: str, message_id: str, fields: dict[str, Any], *, creates: bool = True) -> ApiResponse:
        now = self._tools.now()
        content = {"type": event, "timestamp": iso(now), "data": fields}
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        timestamp = str(int(now.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "FSP",
            "Idempotency-Key": message_id,
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(self._key, message_id, timestamp, body),
        }
        response = self._api.send("POST", self._url, body=body, headers=headers)
        self._headers = response.headers
        self._api.raise_for(response, creates=creates)
        if response.headers.get("content-type", "").startswith(PROXY_TYPE):
            raise PermanentFailure(f"{self._api.host} answered {response.status} with a page of HTML. Check the URL.")
        return response

    def _sent(self, post: Post, response: ApiResponse, message_id: str, fields: dict[str, Any]) -> Sent:
        """Return the id and address in the response, else the post's key and canonical address."""
        answer = response.json if isinstance(response.json, dict) else {}
        own_id = answer.get("id") if isinstance(answer.get("id"), str | int) else ""
        url = answer.get("url")
        is_url = isinstance(url, str) and url.startswith(("http://", "https://"))
        return Sent(
            fields["external_id"] or str(own_id)[:500] or post.key,
            str(url)[:1000] if is_url else post.canonical_url,
            digest(fields),
            evidence={"status": response.status, "webhook-id": message_id},
        )
