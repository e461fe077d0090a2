"""The steps of a platform's `check`: each names what was seen, and what to do if it is not fine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fsp.destinations.api_client import ApiClient, ApiFailure, ApiRefusal, ApiResponse
from fsp.destinations.contract import CheckResult
from fsp.errors import AddressRefused, AnswerLost, FspError, RateLimited, RemoteGone, ServiceUnavailable

T = TypeVar("T")
ANOTHER_ADDRESS = (
    "Check the address. If it is right, the server or a proxy in front of it shows a page instead of the API."
)
_FIXES = {
    401: "Replace the credentials: they are wrong, expired or revoked.",
    403: "Give the account or its token the right to do this, or replace the credentials.",
    404: "Check the address: nothing answers at the path of the API.",
    410: "Check the address: the API was removed there.",
    413: "Let the server accept larger requests, or use smaller images.",
    429: "Wait: the account or this machine sent too many requests. Then test again.",
}


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
    raise Check(f"{api.host} answered {status}{says}.", _fix_of_status(response))


def _fix_of_status(response: ApiResponse) -> str:
    if response.status in _FIXES:
        return _FIXES[response.status]
    if 300 <= response.status < 400:  # noqa: PLR2004
        return f"Enter the address to which it redirects: {response.headers.get('location', 'unknown')}."
    if response.status >= 500:  # noqa: PLR2004
        return "Wait until the server works again. Its owner finds the cause in its log."
    return "Check the address and the settings of the destination."


def _fix_of(error: FspError) -> str:
    if isinstance(error, AddressRefused):
        return "Check the host name. For a server in your own network, set FSP_DESTINATIONS_ALLOW_INTERNAL=yes."
    if isinstance(error, RemoteGone):
        return _FIXES[404]
    if isinstance(error, RateLimited):
        return _FIXES[429]
    if isinstance(error, AnswerLost):
        return "Check that the address starts with https:// if the server uses TLS, and that no proxy cuts connections."
    if isinstance(error, ServiceUnavailable):
        return "Check the host and the port, that the server runs, and that its TLS certificate is valid."
    return "Check the address and the settings of the destination."
