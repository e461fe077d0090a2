"""Where and how a server with the OpenAI chat API is called: servers differ in address, key and parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

PATH = "/chat/completions"


@dataclass(frozen=True)
class Dialect:
    """Which parameters a server takes. The first request uses the common ones; an error 400 says what to change."""

    length_parameter: str = "max_tokens"
    has_stream_options: bool = True
    has_temperature: bool = True

    def body(self, model: str, request: "ChatRequest") -> dict[str, Any]:
        """Return the request as this server takes it."""
        body: dict[str, Any] = {
            "model": model,
            "messages": list(request.messages),
            self.length_parameter: request.max_tokens,
            "stream": True,
        }
        if self.has_stream_options:
            body["stream_options"] = {"include_usage": True}
        if request.temperature is not None and self.has_temperature:
            body["temperature"] = request.temperature
        return body

    def after(self, message: str) -> "Dialect | None":
        """Return the dialect for the next request after an error 400 with this message; None if nothing helps."""
        if self.length_parameter == "max_tokens" and "max_completion_tokens" in message:
            return replace(self, length_parameter="max_completion_tokens")
        if self.has_stream_options and re.search(r"stream_options|include_usage", message):
            return replace(self, has_stream_options=False)
        if self.has_temperature and re.search(r"temperature", message, re.I):
            return replace(self, has_temperature=False)
        return None


@dataclass(frozen=True)
class ChatRequest:
    """What is asked of a model. `max_tokens` limits what it writes, its reasoning included."""

    messages: tuple[Mapping[str, str], ...]
    max_tokens: int
    temperature: float | None = None
    key: str = ""
    """An idempotency key: the same for every request of one step."""


def chat_url(base_url: str) -> str:
    """Return the address of the chat API. A query, such as Azure's `api-version`, stays behind the path."""
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path if path.endswith(PATH) else path + PATH))


def chat_headers(base_url: str, api_key: str, request_key: str) -> dict[str, str]:
    """Return the headers of a request. Azure takes its keys in a header of its own."""
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
    if request_key:
        headers["Idempotency-Key"] = request_key
    if api_key:
        headers["Authorization"] = f"Bearer {api_key}"
        if _is_azure(base_url):
            headers["api-key"] = api_key
    return headers


def provider_of(base_url: str) -> str:
    """Return the name of the provider's gate: the host of its server."""
    return (urlsplit(base_url).hostname or "")[:100]


def _is_azure(base_url: str) -> bool:
    parts = urlsplit(base_url)
    return (parts.hostname or "").endswith(".azure.com") or "api-version=" in parts.query
