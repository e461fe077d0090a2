"""The check of a Mastodon account: server, limits, account, and the rights to publish and to upload."""

from typing import Any

from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.checks import Check, expect_json, run
from fsp.destinations.contract import CheckResult
from fsp.destinations.mastodon.account import MastodonSettings
from fsp.destinations.server_clock import compare_clock_of
from fsp.destinations.tls_probe import first_answer

_REFUSED_INPUT = frozenset({400, 422})


def check_account(api: ApiClient, settings: MastodonSettings) -> list[CheckResult]:
    """Check the account. Publishing and uploading are tried with an empty request, which creates nothing."""
    results = [run("Server", lambda: _server(api, settings))]
    if results[0].is_ok:
        results.append(run("Account", lambda: _account(api)))
    if results[-1].is_ok:
        results.append(run("May publish", lambda: _may(api, "/api/v1/statuses", "write:statuses")))
        results.append(run("May upload", lambda: _may(api, "/api/v2/media", "write:media")))
        results.append(run("Clock", lambda: compare_clock_of(api, "/api/v1/instance")))
    return results


def _server(api: ApiClient, settings: MastodonSettings) -> str:
    response = first_answer(api, "/api/v2/instance")
    if response.status == 404:  # noqa: PLR2004 - servers before Mastodon 4, and some compatible ones
        response = api.send("GET", "/api/v1/instance")
    instance: Any = expect_json(api, response)
    statuses = (instance.get("configuration") or {}).get("statuses") or {}
    limit = statuses.get("max_characters") or instance.get("max_toot_chars") or settings.max_characters
    link = statuses.get("characters_reserved_per_url", settings.link_characters)
    seen = f"{instance.get('title') or api.host}: {limit:,} characters, a link counts as {link or 'its length'}."
    if limit < settings.max_characters:
        raise Check(seen, f'Set "Maximum characters" to {limit}.')
    if link != settings.link_characters:
        raise Check(seen, f'Set "Characters of a link" to {link}.')
    return seen


def _account(api: ApiClient) -> str:
    account: Any = expect_json(api, api.send("GET", "/api/v1/accounts/verify_credentials"))
    return f"@{account.get('acct')} on {api.host}."


def _may(api: ApiClient, path: str, scope: str) -> str:
    response: ApiResponse = api.send("POST", path, fields={})
    if response.status in _REFUSED_INPUT:
        return f"The token has the scope {scope}."
    if response.status == 403:  # noqa: PLR2004
        raise Check(
            f"{api.host} answered 403: {response.message}.",
            f"Create a token with the scope {scope} and replace it here.",
        )
    expect_json(api, response)
    raise Check(f"{api.host} accepted an empty request.", "Check that the address is a server with Mastodon's API.")
