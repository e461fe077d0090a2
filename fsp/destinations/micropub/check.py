"""The test of a Micropub account: the endpoint, the token, its scopes and the media endpoint."""

from dataclasses import replace
from typing import Any

from fsp.destinations.checks import Check, run
from fsp.destinations.contract import CheckResult, Tools
from fsp.destinations.deadline_client import DeadlineClient
from fsp.destinations.micropub.api import MicropubApi
from fsp.destinations.micropub.discovery import endpoint_of
from fsp.destinations.micropub.settings import MicropubCredentials, MicropubSettings
from fsp.errors import FspError

SCOPES = ("create", "update", "delete", "media")


def check_endpoint(settings: MicropubSettings, credentials: MicropubCredentials, tools: Tools) -> list[CheckResult]:
    """Check an account in at most 10 s, without creating anything."""
    api = MicropubApi(settings, credentials, replace(tools, http=DeadlineClient.of(tools.http)))
    result = run("Endpoint", lambda: f"The endpoint is {api.endpoint}.")
    if not result.is_ok:
        return [result]
    result = replace(result, learned={"endpoint": api.endpoint})
    config: dict[str, Any] = {}

    def read_config() -> str:
        config.update(api.query(q="config"))
        return "The token is accepted."

    authorised = run("Token", read_config)
    if not authorised.is_ok:
        return [result, authorised]
    supported = config.get("q")
    if isinstance(supported, list) and "source" in supported:
        authorised = replace(authorised, learned={"reads": "yes"})
    return [result, authorised, run("Scopes", lambda: _scopes(api)), run("Media", lambda: _media(config))]


def _scopes(api: MicropubApi) -> str:
    """Name the scopes that the token endpoint reports; not every site has such an endpoint."""
    try:
        url = endpoint_of(api.site_page(), "token_endpoint", api.settings.url)
        response = api.client(url).send("GET", url) if url else None
    except FspError:
        response = None
    content = response.json if response and response.is_success else None
    if not isinstance(content, dict) or not isinstance(content.get("scope"), str):
        return "The site does not say which scopes the token has. They show when a post is published."
    missing = [scope for scope in SCOPES if scope not in content["scope"].split()]
    # A site of the first days has one scope for all.
    if missing and "post" not in content["scope"].split():
        raise Check(f"The token lacks the scopes {', '.join(missing)}.", "Make a token with these scopes.")
    return f"The token has the scopes {content['scope']}."


def _media(config: dict[str, Any]) -> str:
    endpoint = config.get("media-endpoint")
    if isinstance(endpoint, str) and endpoint:
        return f"Images are uploaded to {endpoint}."
    return "The server has no media endpoint. Posts with images fail, unless they are on other servers."
