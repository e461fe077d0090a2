"""Requests to a platform's HTTP API, and which error each answer means."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from fsp.clock import utc_now
from fsp.errors import AnswerLost, PermanentFailure, RateLimited, RemoteGone, ServiceUnavailable
from fsp.jobs.server_limits import server_limits
from fsp.security.guarded_http import GuardedClient
from fsp.security.redaction import redact_text

MAX_MESSAGE_CHARACTERS = 300
_TRY_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.LOCKED})
_DENIED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_TOO_LARGE = (
    ": the request is too large. Use smaller images or a shorter text, or let the server accept more, such as by "
    "client_max_body_size of nginx."
)
_MESSAGE_FIELDS = ("message", "error_description", "error", "errors", "detail", "title")


@dataclass(frozen=True)
class ApiResponse:
    """A response. `json` is None for a body that is not JSON."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Return whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004

    @property
    def is_redirect(self) -> bool:
        """Return whether the status is 3xx."""
        return 300 <= self.status < 400  # noqa: PLR2004

    @property
    def json(self) -> Any:
        """Return the body as JSON; None if it is something else."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def message(self) -> str:
        """Return what the server says about the fault, without secrets and final stop; empty for a page of HTML."""
        return redact_text(_message_in(self.json))[:MAX_MESSAGE_CHARACTERS].strip().removesuffix(".")


class ApiRefusal(PermanentFailure):
    """A server refused a request. `seen` is what it said, `response` all of its answer."""

    def __init__(self, seen: str, response: ApiResponse, *, advice: str = "") -> None:
        super().__init__(f"{seen}{advice or '.'}")
        self.seen, self.response = f"{seen}.", response


class ApiFailure(ServiceUnavailable):
    """A server failed, and said so by its status."""

    def __init__(self, seen: str, response: ApiResponse, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(f"{seen}.", retry_after_seconds=retry_after_seconds)
        self.seen, self.response = f"{seen}.", response


@dataclass(frozen=True)
class ApiClient:
    """Sends requests to one server. `base_url` has no trailing slash; `headers` are sent with each request."""

    http: GuardedClient
    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    heed: Callable[[Mapping[str, str]], None] = lambda _headers: None
    now: Callable[[], datetime] = utc_now

    @property
    def host(self) -> str:
        """Return the host, for messages."""
        return urlsplit(self.base_url).hostname or self.base_url

    def send(
        self,
        method: str,
        path: str,
        *,
        fields: Any = None,
        form: Mapping[str, Any] | None = None,
        body: bytes = b"",
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ApiResponse:
        """Send a request with JSON `fields`, a `form`, or a raw `body`; return the response of any status.

        `path` is appended to the base URL, or is a whole URL. The rate headers of the response are followed.
        """
        url = path if path.startswith(("http://", "https://")) else f"{self.base_url}{path}"
        if query:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(query, doseq=True)}"
        content, content_type = _content(fields, form, body)
        all_headers = {"Accept": "application/json", **content_type, **self.headers, **(headers or {})}
        answer = self.http.request(method, url, headers=all_headers, body=content)
        self.heed(answer.headers)
        return ApiResponse(answer.status, answer.headers, answer.body)

    def call(self, method: str, path: str, *, creates: bool = False, **request: Any) -> ApiResponse:
        """Send a request; return a 2xx response, or raise what the status means (see `raise_for`)."""
        response = self.send(method, path, **request)
        self.raise_for(response, creates=creates)
        return response

    def call_json(self, method: str, path: str, *, creates: bool = False, **request: Any) -> Any:
        """Return the JSON of a 2xx response; raise PermanentFailure if the body is something else."""
        return self.json_of(self.call(method, path, creates=creates, **request))

    def json_of(self, response: ApiResponse) -> Any:
        """Return the JSON of a 2xx response; raise PermanentFailure if the body is something else."""
        content = response.json
        if content is None:
            kind = response.headers.get("content-type", "no content type").split(";")[0]
            raise PermanentFailure(
                f"{self.host} answered {response.status} with {kind} instead of JSON. Check the address of its API."
            )
        return content

    def raise_for(self, response: ApiResponse, *, creates: bool = False) -> None:
        """Raise what a status outside 2xx means.

        429: RateLimited. 408, 423, 425 and 5xx: ServiceUnavailable, or AnswerLost if the request creates something.
        404 and 410: RemoteGone. Any other status: PermanentFailure.
        """
        if response.is_success:
            return
        status, wait_seconds = response.status, self._wait_seconds(response)
        says = f": {response.message}" if response.message else ""
        text = f"{self.host} answered {status}{says}"
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimited(f"{text}.", retry_after_seconds=wait_seconds)
        if status in _TRY_AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            if creates and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise AnswerLost(f"{text}.", retry_after_seconds=wait_seconds)
            raise ApiFailure(text, response, retry_after_seconds=wait_seconds)
        if status in _GONE:
            raise RemoteGone(f"{text}.")
        if status in _DENIED:
            raise ApiRefusal(text, response, advice=". Test the destination and replace its credentials.")
        if response.is_redirect:
            target = response.headers.get("location", "nowhere")
            advice = ". Test the destination: its address has changed."
            raise ApiRefusal(f"{text}, a redirect to {target}", response, advice=advice)
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise ApiRefusal(text, response, advice=_TOO_LARGE)
        raise ApiRefusal(text, response)

    def _wait_seconds(self, response: ApiResponse) -> float | None:
        """Return `Retry-After`, or the reset of a window that has nothing left."""
        limits = server_limits(response.headers, self.now())
        if limits is None or limits.wait_seconds is not None:
            return limits.wait_seconds if limits else None
        return limits.reset_seconds if limits.left == 0 else None


def _content(fields: Any, form: Mapping[str, Any] | None, body: bytes) -> tuple[bytes, dict[str, str]]:
    if fields is not None:
        return json.dumps(fields, ensure_ascii=False).encode(), {"Content-Type": "application/json"}
    if form is not None:
        return urlencode(form, doseq=True).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    return body, {}


def _message_in(content: Any) -> str:
    """Return the first text in the fields that servers use for messages."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return next((text for text in map(_message_in, content) if text), "")
    if isinstance(content, dict):
        parts = (_message_in(content[name]) for name in _MESSAGE_FIELDS if name in content)
        return next((text for text in parts if text), "")
    return ""
