"""Requests to WordPress's REST API, and what its own error codes mean."""

import base64
import time
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.contract import Tools
from fsp.destinations.wordpress.api_root import ApiRoot, find_api_root
from fsp.destinations.wordpress.noise import without_noise
from fsp.destinations.wordpress.settings import WordPressCredentials, WordPressSettings
from fsp.errors import AnswerLost, PermanentFailure

_PERMANENT = frozenset(
    {
        "rest_upload_sideload_error",
        "rest_upload_unknown_error",
        "rest_trash_not_supported",
        "db_insert_error",
        "empty_term_name",
        "invalid_taxonomy",
    }
)
"""Codes of faults that a retry cannot help, though WordPress answers 500 or 501."""

_DENIED = frozenset({"rest_forbidden_status", "rest_not_logged_in"})
"""Codes of a request whose credentials WordPress did not accept."""


ROOT_SECONDS = 10.0
"""How long the root is used without asking again. It changes when permalinks are switched on or off."""


@dataclass(frozen=True)
class WordPressApi:
    """The API of one site, as one user."""

    client: ApiClient
    authorization: str

    memory: dict[str, Any] = field(default_factory=dict)
    """What this process keeps for the site: the root of its API, for some seconds."""

    @cached_property
    def root(self) -> ApiRoot:
        """Return the root of the API. The first use asks the site for it, without credentials."""
        name = f"root of {self.client.base_url}"
        stored: tuple[float, ApiRoot] | None = self.memory.get(name)
        if stored is None or time.monotonic() - stored[0] > ROOT_SECONDS:
            stored = self.memory[name] = (time.monotonic(), find_api_root(self.client))
        return stored[1]

    def send(self, method: str, route: str, **request: Any) -> ApiResponse:
        """Send a request to a route such as `wp/v2/posts`; return the response of any status."""
        headers = {"Authorization": self.authorization, **request.pop("headers", {})}
        return without_noise(self.client.send(method, f"{self.root.url}{route}", headers=headers, **request))

    def call(self, method: str, route: str, *, creates: bool = False, **request: Any) -> Any:
        """Return the JSON of a 2xx response; raise what any other answer means."""
        return self.json_of(self.send(method, route, **request), creates=creates)

    def json_of(self, response: ApiResponse, *, creates: bool = False) -> Any:
        """Return the JSON of a 2xx response; raise what any other answer means."""
        self.raise_for(response, creates=creates)
        content = response.json
        if not isinstance(content, dict | list):
            kind = response.headers.get("content-type", "no content type").split(";")[0]
            text = f"{self.client.host} answered {response.status} with {kind} instead of JSON."
            # Without permalinks a wrong root answers with the home page, and a proxy may answer for a working server.
            raise AnswerLost(text) if creates else PermanentFailure(f"{text} Test the destination.")
        return content

    def raise_for(self, response: ApiResponse, *, creates: bool = False) -> None:
        """Raise what a response outside 2xx means, by WordPress's code where its status misleads."""
        code = code_of(response)
        says = f"{self.client.host} answered {response.status}: {response.message}"
        if code in _PERMANENT:
            raise PermanentFailure(f"{says}.")
        if response.status == HTTPStatus.BAD_REQUEST and _is_denied(response):
            raise PermanentFailure(f"{says}. Test the destination and replace its credentials.")
        self.client.raise_for(response, creates=creates)


def connect_api(settings: WordPressSettings, credentials: WordPressCredentials, tools: Tools) -> WordPressApi:
    """Return the API of an account, without a request."""
    client = ApiClient(tools.http, settings.url, heed=tools.heed, now=tools.now)
    password = credentials.application_password.get_secret_value()
    token = base64.b64encode(f"{settings.username}:{password}".encode()).decode()
    return WordPressApi(client, f"Basic {token}", tools.memory)


def code_of(response: ApiResponse) -> str:
    """Return WordPress's error code; empty for an answer without one."""
    content = response.json
    code = content.get("code") if isinstance(content, dict) else None
    return code if isinstance(code, str) else ""


def _is_denied(response: ApiResponse) -> bool:
    """Return whether a 400 hides an error 401: WordPress refuses a parameter that the user may not use."""
    data = response.json.get("data") if isinstance(response.json, dict) else None
    details = data.get("details") if isinstance(data, dict) else None
    inner = details.values() if isinstance(details, dict) else ()
    return any(isinstance(fault, dict) and fault.get("code") in _DENIED for fault in inner)
