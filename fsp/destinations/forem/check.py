"""The check of a Forem account: server and key, the right to publish, and images."""

from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from fsp.destinations.api_client import ApiClient
from fsp.destinations.checks import Check, expect_json, run
from fsp.destinations.contract import CheckResult
from fsp.destinations.server_clock import compare_clock_of
from fsp.destinations.tls_probe import first_answer
from fsp.settings import Settings

_ME = "/api/users/me"


def check_account(api: ApiClient, settings: Settings) -> list[CheckResult]:
    """Check the account. Publishing is tried with an invalid article, so nothing is created."""
    results = [run("Account", lambda: _account(api))]
    if results[0].is_ok:
        results.append(run("May publish", lambda: _may_publish(api)))
        results.append(run("Images", lambda: _images(api, settings)))
        results.append(run("Clock", lambda: compare_clock_of(api, _ME)))
    return results


def _account(api: ApiClient) -> str:
    account: Any = expect_json(api, first_answer(api, _ME))
    return f"@{account.get('username')} on {api.host}."


def _may_publish(api: ApiClient) -> str:
    response = api.send("POST", "/api/articles", fields={"article": "check"})
    if response.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return "The key may publish articles."
    expect_json(api, response)
    raise Check(f"{api.host} accepted an invalid article.", "Check that the address is a Forem.")


def _images(api: ApiClient, settings: Settings) -> str:
    """Forem has no uploads: it fetches images from the project's site."""
    if _is_local(settings.public_url) and not _is_local(api.base_url):
        raise Check(
            f"{api.host} fetches images from {settings.public_url}, which it cannot reach.",
            "Set FSP_BASE_URL to an address that everybody can reach, or publish posts without images.",
        )
    return f"{api.host} fetches images from {settings.public_url}."


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))
