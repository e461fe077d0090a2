"""Finds out whether a server that gave no answer with TLS answers without it."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.checks import Check
from fsp.errors import FspError, ServiceUnavailable


def cause_of_no_tls(client: ApiClient) -> Check | None:
    """Return that TLS fails if an address with https:// answers without TLS; None if that is not the cause.

    The probe carries no credentials.
    """
    parts = urlsplit(client.base_url)
    if parts.scheme != "https":
        return None
    plain = replace(client, base_url=f"http://{parts.netloc}", headers={})
    try:
        plain.send("GET", "/")
    except FspError:
        return None
    return Check(
        f"{client.host} answers without TLS, but not with a valid TLS certificate.",
        "Set up a valid TLS certificate for the server, or correct the port.",
    )


def naming_tls(client: ApiClient, step: Callable[[], str]) -> Callable[[], str]:
    """Return a step of a check that says so if TLS fails where the server answers without it."""

    def run_step() -> str:
        try:
            return step()
        except ServiceUnavailable as error:
            raise cause_of_no_tls(client) or error from error

    return run_step


def first_answer(client: ApiClient, path: str) -> ApiResponse:
    """Return the answer to GET; raise Check if TLS fails where the server answers without it."""
    try:
        return client.send("GET", path)
    except ServiceUnavailable as error:
        raise cause_of_no_tls(client) or error from error
