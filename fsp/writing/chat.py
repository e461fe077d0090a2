"""Sends one request to a server with the OpenAI chat API: no redirects, a size limit, and clear errors."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import urlsplit

from fsp.errors import AddressRefused, PermanentFailure, RateLimited, ServiceUnavailable
from fsp.jobs.retry_after import retry_after_seconds
from fsp.security.guarded_http import Answer, GuardedClient
from fsp.security.redaction import redact_text
from fsp.settings import Settings

MAX_ANSWER_BYTES = 2 * 1024 * 1024
CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 120.0
"""A model may write its whole text before it sends the first byte."""
MAX_QUOTED = 300

_TEMPORARY_STATUSES = frozenset({408, 409, 423, 425, 429})
_SETTINGS = "check FSP_LLM_BASE_URL, FSP_LLM_MODEL and FSP_LLM_API_KEY"
_TOO_LONG = re.compile(
    r"context[_ ](?:length|window|size)|maximum context|too many tokens|(?:prompt|input|request) is too (?:long|large)"
    r"|exceeds?.{0,40}\btokens?\b",
    re.I,
)
_NO_QUOTA = re.compile(r"insufficient_quota|billing|exceeded your current quota", re.I)


@dataclass(frozen=True)
class ChatServer:
    """The address and settings of a language model server. `monotonic` returns seconds."""

    base_url: str
    model: str
    api_key: str = ""
    monotonic: Callable[[], float] = time.monotonic

    @classmethod
    def of(cls, settings: Settings) -> "ChatServer":
        """Return the server that the settings name."""
        return cls(settings.llm_base_url or "", settings.llm_model or "", settings.llm_api_key or "")

    def ask(self, messages: list[dict[str, str]], now: datetime) -> dict[str, Any]:
        """Return the server's JSON response; raise ServiceUnavailable or PermanentFailure."""
        answer = self._post({"model": self.model, "messages": messages})
        if len(answer.body) > MAX_ANSWER_BYTES:
            raise PermanentFailure(
                f"The language model {self.model} returned more than {MAX_ANSWER_BYTES} bytes."
                " Nothing was stored. Request a shorter text, or use another model."
            )
        if answer.status not in range(200, 300):
            self._refuse(answer, now)
        return _object(answer.body)

    def _post(self, content: dict[str, Any]) -> Answer:
        # The model often runs in the internal network, and only the operator sets its address.
        client = GuardedClient(
            allow_internal=True,
            monotonic=self.monotonic,
            connect_seconds=CONNECT_SECONDS,
            total_seconds=TOTAL_SECONDS,
            max_body_bytes=MAX_ANSWER_BYTES + 1,
        )
        headers = {"Content-Type": "application/json"}
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        url, body = f"{self.base_url.rstrip('/')}/chat/completions", json.dumps(content).encode()
        try:
            return client.request("POST", url, headers=headers, body=body)
        except (AddressRefused, UnicodeError) as error:
            raise ServiceUnavailable(f"The language model's server cannot be reached: {error}") from error

    def _refuse(self, answer: Answer, now: datetime) -> NoReturn:
        """Raise the error for a response outside 2xx."""
        status, message = answer.status, _message_of(answer.body)
        text = f"The language model's server returned HTTP {status}"
        if status in range(300, 400):
            host = urlsplit(answer.headers.get("location", "")).hostname or "another address"
            raise PermanentFailure(f"{text}, a redirect to {host}, which is not followed. Fix FSP_LLM_BASE_URL.")
        if _TOO_LONG.search(message) and status in {400, 413, 422}:
            raise PermanentFailure(
                f"{text}: the request is too long for the context of {self.model}."
                " Shorten the brief, or use a model with a larger context."
            )
        if status == HTTPStatus.TOO_MANY_REQUESTS and _NO_QUOTA.search(message):
            raise PermanentFailure(f"{text}: the account has no quota left. Check its billing, then retry the job.")
        if status in _TEMPORARY_STATUSES or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            kind = RateLimited if status == HTTPStatus.TOO_MANY_REQUESTS else ServiceUnavailable
            raise kind(f"{text}.", retry_after_seconds=retry_after_seconds(answer.headers.get("retry-after"), now))
        quoted = f" ({redact_text(message)[:MAX_QUOTED]})" if message and status in {400, 422} else ""
        raise PermanentFailure(f"{text}{quoted}; {_SETTINGS}.")


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise ServiceUnavailable(f"The language model's server did not return JSON; {_SETTINGS}.") from error
    if not isinstance(answer, dict):
        raise ServiceUnavailable(f"The language model's server did not return a JSON object; {_SETTINGS}.")
    return answer


def _message_of(body: bytes) -> str:
    """Return the message of an error response in any of the usual forms; empty if there is none."""
    try:
        error = _object(body).get("error", "")
    except ServiceUnavailable:
        return ""
    if isinstance(error, dict):
        return " ".join(str(error[key]) for key in ("code", "message") if error.get(key))
    return str(error)
