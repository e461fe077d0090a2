"""Checks an account of S3-compatible storage: each error code has its fix."""

import secrets
from collections.abc import Callable

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.checks import Check, run
from fsp.destinations.contract import CheckResult
from fsp.destinations.s3.store import S3Store, code_of, element_of

_FIXES = {
    "RequestTimeTooSkewed": "Set the clock of this machine by NTP. A signature is valid for 15 minutes.",
    "SignatureDoesNotMatch": "Replace the credentials: the secret access key does not belong to the access key ID.",
    "InvalidAccessKeyId": "Replace the credentials: the storage does not know the access key ID.",
    "ExpiredToken": "Replace the credentials: the session token has expired.",
    "InvalidToken": "Replace the credentials: the session token is invalid.",
    "AccessDenied": "Give the key the rights s3:GetObject, s3:PutObject and s3:DeleteObject for the bucket.",
    "NoSuchBucket": "Create the bucket, or check its name and the endpoint.",
    "AuthorizationHeaderMalformed": "Change the region of the destination.",
    "PermanentRedirect": "Change the endpoint and the region: the bucket is elsewhere.",
    "EntityTooLarge": "Use smaller images.",
}
_OTHER_FIX = "Check the endpoint, the region and the name of the bucket."
PROBE = b"FSP tests this destination and removes this object.\n"


def check_bucket(store: S3Store) -> list[CheckResult]:
    """Write, read and remove an object; stop at the first failure."""
    path = f".fsp/test-{secrets.token_hex(8)}"
    results: list[CheckResult] = []
    steps: list[tuple[str, Callable[[], str]]] = [
        ("Write", lambda: _write(store, path)),
        ("Read", lambda: _read(store, path)),
        ("Remove", lambda: _remove(store, path)),
    ]
    for name, step in steps:
        results.append(run(name, step))
        if not results[-1].is_ok:
            break
    return results


def _write(store: S3Store, path: str) -> str:
    response = store.send("PUT", path, headers={"Content-Type": "text/plain; charset=utf-8"}, body=PROBE)
    _expect(store, response)
    if not response.headers.get("etag"):
        raise Check(f"{store.api.host} answered {response.status} without an ETag, so it is no storage.", _OTHER_FIX)
    return f'The bucket "{store.bucket.name}" can be written.'


def _read(store: S3Store, path: str) -> str:
    response = store.send("GET", path)
    _expect(store, response)
    if response.body != PROBE:
        raise Check("The object has another content than was written.", _OTHER_FIX)
    return "Objects can be read."


def _remove(store: S3Store, path: str) -> str:
    _expect(store, store.send("DELETE", path))
    return "Objects can be removed."


def _expect(store: S3Store, response: ApiResponse) -> None:
    """Raise Check for a status outside 2xx."""
    if response.is_success:
        return
    code, region = code_of(response), element_of(response, "Region")
    seen = f"{store.api.host} answered {response.status}{f', {code}' if code else ''}."
    fix = _FIXES.get(code, _OTHER_FIX)
    if region and region != store.bucket.region:
        fix = f"Change the region of the destination to {region}."
    raise Check(seen, fix)
