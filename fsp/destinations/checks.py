"""The steps of a platform's `check`: each names what was seen, and what to do if it is not fine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from fsp.destinations.api_client import ApiClient, ApiFailure, ApiRefusal, ApiResponse
from fsp.destinations.contract import CheckResult
from fsp.errors import (
    AddressRefused,
    AnswerLost,
    CertificateRefused,
    FspError,
    RateLimited,
    RemoteGone,
    ServiceUnavailable,
)

T = TypeVar("T")
ANOTHER_ADDRESS = (
    "Check the address. If it is right, the server or a proxy in front of it shows a page instead of the API."
)
_FIXES = {
    401: "Replace the credentials: they are wrong, expired or revoked.",
    403: "Give the account or its token the right to do this, or replace the credentials.",
    404: "Check the address: nothing answers at the path of the API.",
    410: "Check the address: the API was removed there.",
    413: "Let the server accept larger requests, such as by client_max_body_size of nginx, or use smaller images.",
    429: "Wait: the account or this machine sent too many requests. Then test again.",
}
_CERTIFICATE = (
    "Check the host name, and renew the server's TLS certificate. For one of your own authority, set SSL_CERT_FILE to "
    "a file with all trusted authorities, and restart FSP."
)
_FIXES_OF_ERRORS: tuple[tuple[type[FspError], str], ...] = (
    (CertificateRefused, _CERTIFICATE),
    (RemoteGone, _FIXES[404]),
    (RateLimited, _FIXES[429]),
    (
        AnswerLost,
        "Test again: the server may be slow. Check that the address starts with https:// if the server uses TLS.",
    ),
    (ServiceUnavailable, "Check the host and the port, and that the server runs."),
)
"""The fix for each error. The first that fits counts: the last one is the general case of the others."""


@dataclass(frozen=True)
class Check(Exception):
    """A check that failed: what was seen, and the fix."""

    seen: str
    fix: str


def run(name: str, step: Callable[[], str]) -> CheckResult:
    """Run a step that returns what it saw; a failure becomes a result with the fix."""
    try:
        return CheckResult(name, True, step())  # noqa: FBT003 - as the contract names it
    except Check as failed:
        return CheckResult(name, False, failed.seen, failed.fix)  # noqa: FBT003
    except (ApiRefusal, ApiFailure) as error:
        return CheckResult(name, False, error.seen, _fix_of_status(error.response))  # noqa: FBT003
    except FspError as error:
        return CheckResult(name, False, str(error), _fix_of(error))  # noqa: FBT003


def expect_json(api: ApiClient, response: ApiResponse) -> object:
    """Return the JSON of a 2xx response; raise Check that names the cause of any other."""
    if response.is_success and isinstance(response.json, dict | list):
        return response.json
    status, says = response.status, f": {response.message}" if response.message else ""
    if response.is_success:
        kind = response.headers.get("content-type", "no content type").split(";")[0]
        raise Check(f"{api.host} answered {status} with {kind} instead of JSON.", ANOTHER_ADDRESS)
    raise Check(f"{api.host} answered {status}{says}.", _fix_of_redirect(api, response) or _fix_of_status(response))


def check_of_certificate(error: CertificateRefused) -> Check:
    """Return that the server's certificate is not valid, and what to do."""
    return Check(str(error), _CERTIFICATE)


def _fix_of_redirect(api: ApiClient, response: ApiResponse) -> str:
    """Return the address to enter instead, if the same path at another host or with TLS is meant; else nothing."""
    target, entered = urlsplit(response.headers.get("location", "")), urlsplit(api.base_url)
    is_elsewhere = target.netloc and (target.scheme, target.netloc) != (entered.scheme, entered.netloc)
    if not (response.is_redirect and is_elsewhere):
        return ""
    return f"Enter the address to which it redirects: {target.scheme}://{target.netloc}{entered.path or '/'}."


def _fix_of_status(response: ApiResponse) -> str:
    if response.status in _FIXES:
        return _FIXES[response.status]
    if response.is_redirect:
        return f"Enter the address to which it redirects: {response.headers.get('location', 'unknown')}."
    if response.status >= 500:  # noqa: PLR2004
        return "Wait until the server works again. Its owner finds the cause in its log."
    return "Check the address and the settings of the destination."


def fix_of_address(error: AddressRefused) -> str:
    """Return what to do about a host without an address, or inside the network."""
    if "has no address" in str(error):
        return "Check the host name: its spelling, and that its domain is registered."
    return "Check the host name. For a server in your own network, set FSP_DESTINATIONS_ALLOW_INTERNAL=yes."


def _fix_of(error: FspError) -> str:
    if isinstance(error, AddressRefused):
        return fix_of_address(error)
    fixes = (fix for kind, fix in _FIXES_OF_ERRORS if isinstance(error, kind))
    return next(fixes, "Check the address and the settings of the destination.")
