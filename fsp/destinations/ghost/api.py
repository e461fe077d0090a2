"""Requests to Ghost's Admin API, each with a token of its own, and what Ghost's errors say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from fsp.destinations.api_client import MAX_MESSAGE_CHARACTERS, ApiClient, ApiResponse
from fsp.destinations.contract import Tools
from fsp.destinations.ghost.settings import GhostCredentials, GhostSettings
from fsp.destinations.ghost.token import make_token
from fsp.errors import AnswerLost, PermanentFailure
from fsp.security.redaction import redact_text

PATH = "/ghost/api/admin"
VERSION = "v5.0"
"""The oldest version that FSP works with. Newer ones accept it."""

_WITH_CONTEXT = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})


@dataclass(frozen=True)
class GhostApi:
    """The Admin API of one site."""

    client: ApiClient
    key: str
    now: Callable[[], datetime]

    def send(self, method: str, route: str, **request: Any) -> ApiResponse:
        """Send a request to a route such as `/posts/`; return the response of any status."""
        # A token expires within minutes, so that none is kept.
        headers = {"Authorization": f"Ghost {make_token(self.key, self.now())}", **request.pop("headers", {})}
        return self.client.send(method, f"{PATH}{route}", headers=headers, **request)

    def call(self, method: str, route: str, *, creates: bool = False, **request: Any) -> dict[str, Any]:
        """Return the JSON of a 2xx response, empty for 204; raise what any other answer means."""
        response = self.send(method, route, **request)
        self.raise_for(response, creates=creates)
        content = {} if response.status == HTTPStatus.NO_CONTENT else response.json
        if not isinstance(content, dict):
            kind = response.headers.get("content-type", "no content type").split(";")[0]
            text = f"{self.client.host} answered {response.status} with {kind} instead of JSON."
            raise AnswerLost(text) if creates else PermanentFailure(f"{text} Test the destination.")
        return content

    def raise_for(self, response: ApiResponse, *, creates: bool = False) -> None:
        """Raise what a response outside 2xx means. Ghost names the field that it refuses in `context`."""
        context = first_error(response).get("context")
        if response.status in _WITH_CONTEXT and isinstance(context, str) and context:
            says = redact_text(f"{response.message}. {context}")[:MAX_MESSAGE_CHARACTERS].removesuffix(".")
            raise PermanentFailure(f"{self.client.host} answered {response.status}: {says}.")
        self.client.raise_for(response, creates=creates)


def connect_api(settings: GhostSettings, credentials: GhostCredentials, tools: Tools) -> GhostApi:
    """Return the API of a site, without a request."""
    client = ApiClient(tools.http, settings.url, {"Accept-Version": VERSION}, heed=tools.heed, now=tools.now)
    return GhostApi(client, credentials.admin_api_key.get_secret_value(), tools.now)


def first_error(response: ApiResponse) -> dict[str, Any]:
    """Return the first error of a response; empty for one without errors."""
    content = response.json
    errors = content.get("errors") if isinstance(content, dict) else None
    return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
