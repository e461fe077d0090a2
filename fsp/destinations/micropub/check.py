"""The test of a Micropub account: the endpoint, the token, its scopes and the media endpoint."""

import secrets
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from fsp.destinations.api_client import ApiClient
from fsp.destinations.checks import Check, run
from fsp.destinations.contract import CheckResult, Tools
from fsp.destinations.deadline_client import DeadlineClient
from fsp.destinations.expiry import expiry_in_answer
from fsp.destinations.micropub.api import MicropubApi
from fsp.destinations.micropub.discovery import endpoint_of
from fsp.destinations.micropub.settings import MicropubCredentials, MicropubSettings
from fsp.destinations.tls_probe import naming_tls
from fsp.errors import FspError

_DENIED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_MORE_SCOPES = "Make a token with these scopes, and replace the credentials."
SCOPES = ("create", "update", "delete", "media")
"""A token with the scope `undelete` too restores what was deleted. Without it, FSP creates a new post."""


def check_endpoint(settings: MicropubSettings, credentials: MicropubCredentials, tools: Tools) -> list[CheckResult]:
    """Check an account in at most 10 s, without creating anything."""
    api = MicropubApi(settings, credentials, replace(tools, http=DeadlineClient.of(tools.http)))
    site = ApiClient(api.tools.http, settings.endpoint or settings.url, now=tools.now)
    result = run("Endpoint", naming_tls(site, lambda: f"The endpoint is {api.endpoint}."))
    if not result.is_ok:
        return [result]
    result = replace(result, learned={"endpoint": api.endpoint})
    config: dict[str, Any] = {}

    def read_config() -> str:
        config.update(api.query(q="config"))
        return "The token is accepted."

    authorised = run("Token", naming_tls(site, read_config))
    if not authorised.is_ok:
        return [result, authorised]
    supported = config.get("q")
    if isinstance(supported, list) and "source" in supported:
        authorised = replace(authorised, learned={"reads": "yes"})
    content = _token_facts(api)
    scopes = run("Scopes", lambda: _scopes(api, content))
    scopes = replace(scopes, expires_at=expiry_in_answer(content, tools.now()))
    return [result, authorised, scopes, run("Media", lambda: _media(api, config))]


def _token_facts(api: MicropubApi) -> Any:
    """Return what the token endpoint reports of the token; not every site has such an endpoint."""
    try:
        url = endpoint_of(api.site_page(), "token_endpoint", api.settings.url)
        response = api.client(url).send("GET", url) if url else None
    except FspError:
        return None
    return response.json if response and response.is_success else None


def _scopes(api: MicropubApi, content: Any) -> str:
    """Name the scopes that the token endpoint reports; not every site has such an endpoint."""
    if not isinstance(content, dict) or not isinstance(content.get("scope"), str):
        return _tried_scopes(api)
    missing = [scope for scope in SCOPES if scope not in content["scope"].split()]
    # A site of the first days has one scope for all.
    if missing and "post" not in content["scope"].split():
        raise Check(f"The token lacks the scopes {', '.join(missing)}.", _MORE_SCOPES)
    return f"The token has the scopes {content['scope']}."


def _tried_scopes(api: MicropubApi) -> str:
    """Find out scopes from a site that does not name them: by changing and deleting an entry that does not exist."""
    url = urljoin(api.settings.url, f"/fsp-test-{secrets.token_hex(8)}")
    tried = {"update": {"replace": {"name": ["FSP tests this destination"]}}, "delete": {}}
    missing = [action for action, details in tried.items() if _is_refused(api, action, {"url": url, **details})]
    if missing:
        raise Check(f"The token lacks the scopes {', '.join(missing)}.", _MORE_SCOPES)
    return "The token may change and delete posts. Whether it may create them, the site does not say beforehand."


def _is_refused(api: MicropubApi, action: str, details: dict[str, Any]) -> bool:
    """Return whether the server refuses an action for lack of a right, and not for lack of the entry."""
    response = api.client().send("POST", api.endpoint, fields={"action": action, **details})
    return response.status in _DENIED


def _media(api: MicropubApi, config: dict[str, Any]) -> str:
    endpoint = config.get("media-endpoint")
    if isinstance(endpoint, str) and endpoint:
        # An upload without a file stores nothing.
        url = urljoin(api.endpoint, endpoint)
        if api.client(url).send("POST", url, form={"fsp": "test"}).status in _DENIED:
            raise Check("The token may not upload images.", "Make a token with the scope media too.")
        return f"Images are uploaded to {endpoint}."
    return "The server has no media endpoint. Posts with images fail, unless they are on other servers."
