"""Finds out why a server gave no answer with TLS: its certificate, or because it answers without TLS."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from fsp.destinations.api_client import ApiClient, ApiRefusal, ApiResponse
from fsp.destinations.checks import Check, check_of_certificate
from fsp.errors import CertificateRefused, FspError, ServiceUnavailable

_WANTS_TLS = (b"HTTPS", b"SSL-enabled")
"""What nginx, Apache and Go say to a request without TLS on a port for TLS."""


def cause_of_no_tls(client: ApiClient, error: FspError) -> Check | None:
    """Return what is wrong with TLS: the certificate, or that the server answers without TLS. None if it is not TLS.

    The probe carries no credentials.
    """
    if isinstance(error, CertificateRefused):
        return check_of_certificate(error)
    parts = urlsplit(client.base_url)
    if parts.scheme != "https":
        return None
    plain = replace(client, base_url=f"http://{parts.netloc}", headers={})
    try:
        answer = plain.send("GET", "/")
    except FspError:
        return None
    if wants_tls(answer):
        return None
    return Check(
        f"{client.host} answers without TLS at this port, but not with TLS.",
        "Correct the port, or set up a TLS certificate for the server.",
    )


def wants_tls(response: ApiResponse) -> bool:
    """Return whether a server refuses a request because it was sent without TLS."""
    return response.status == 400 and any(sign in response.body for sign in _WANTS_TLS)  # noqa: PLR2004


def check_of_missing_tls(client: ApiClient) -> Check:
    """Return that an address needs https://."""
    return Check(f"{client.host} accepts only TLS at this port.", "Enter the address with https://.")


def naming_tls(client: ApiClient, step: Callable[[], str]) -> Callable[[], str]:
    """Return a step of a check that says so if TLS is the reason why it fails."""

    def run_step() -> str:
        try:
            return step()
        except ServiceUnavailable as error:
            raise cause_of_no_tls(client, error) or error from error
        except ApiRefusal as error:
            if not wants_tls(error.response):
                raise
            raise check_of_missing_tls(client) from error

    return run_step


def first_answer(client: ApiClient, path: str) -> ApiResponse:
    """Return the answer to GET; raise Check if TLS is the reason for none."""
    try:
        answer = client.send("GET", path)
    except ServiceUnavailable as error:
        raise cause_of_no_tls(client, error) or error from error
    if wants_tls(answer):
        raise check_of_missing_tls(client)
    return answer
