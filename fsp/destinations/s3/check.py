"""Checks an account of S3-compatible storage: each error code has its fix."""

import secrets
from functools import partial
from http import HTTPStatus

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.checks import Check, run
from fsp.destinations.contract import CheckResult
from fsp.destinations.s3.codes import OTHER_FIX, code_of, fix_of
from fsp.destinations.s3.store import S3Store, lacks_conditions
from fsp.destinations.tls_probe import check_of_missing_tls, naming_tls, wants_tls

PROBE = b"FSP tests this destination and removes this object.\n"


def check_bucket(store: S3Store) -> list[CheckResult]:
    """Write, read, look for and remove an object; skip what follows a failure."""
    path = f".fsp/test-{secrets.token_hex(8)}"
    results = [run("Write", naming_tls(store.api, partial(_write, store, path)))]
    if not results[0].is_ok:
        return results
    steps = {"Read": _read, "Look up": _look_up, "Conditional writes": _judge_conditions}
    for name, step in steps.items():
        results.append(run(name, partial(step, store, path)))
        if not results[-1].is_ok:
            break
    # Also after a failure: the object must not stay.
    return [*results, run("Remove", partial(_remove, store, path))]


def _write(store: S3Store, path: str) -> str:
    response = store.send("PUT", path, headers={"Content-Type": "text/plain; charset=utf-8"}, body=PROBE)
    if wants_tls(response):
        raise check_of_missing_tls(store.api)
    _expect(store, response)
    if not response.headers.get("etag"):
        raise Check(f"{store.api.host} answered {response.status} without an ETag, so it is no storage.", OTHER_FIX)
    return f'The bucket "{store.bucket.name}" can be written.'


def _read(store: S3Store, path: str) -> str:
    response = store.send("GET", path)
    _expect(store, response)
    if response.body != PROBE:
        raise Check("The object has another content than was written.", OTHER_FIX)
    return "Objects can be read."


def _look_up(store: S3Store, path: str) -> str:
    """Ask for an object that is not there. Without the right to list, Amazon answers 403 instead of 404."""
    response = store.send("GET", f"{path}-missing")
    if response.status == HTTPStatus.FORBIDDEN:
        raise Check(
            f"{store.api.host} answers 403 for an object that does not exist: FSP cannot look whether a post is there.",
            "Give the key the right s3:ListBucket for the bucket too.",
        )
    if response.status != HTTPStatus.NOT_FOUND:
        _expect(store, response)
        raise Check(f"{store.api.host} answered {response.status} for an object that does not exist.", OTHER_FIX)
    return "Missing objects are reported as missing."


def _judge_conditions(store: S3Store, path: str) -> str:
    """Say which conditions the storage honours. Without them, FSP looks before it writes."""
    conditions = {"new objects": {"If-None-Match": "*"}, "changed objects": {"If-Match": f'"{"0" * 32}"'}}
    honoured = [name for name, condition in conditions.items() if _honours(store, path, condition)]
    if len(honoured) == len(conditions):
        return "The storage refuses to overwrite what another program wrote in between."
    partly = f"It checks {honoured[0]} only. " if honoured else ""
    return (
        f"The storage lacks conditional writes. {partly}Let no other program write to the same names at the same time."
    )


def _honours(store: S3Store, path: str, condition: dict[str, str]) -> bool:
    headers = {"Content-Type": "text/plain; charset=utf-8", **condition}
    response = store.send("PUT", path, headers=headers, body=PROBE)
    if response.status == HTTPStatus.PRECONDITION_FAILED:
        return True
    if not lacks_conditions(response):
        _expect(store, response)
    return False


def _remove(store: S3Store, path: str) -> str:
    _expect(store, store.send("DELETE", path))
    return "Objects can be removed."


def _expect(store: S3Store, response: ApiResponse) -> None:
    """Raise Check for a status outside 2xx."""
    if response.is_success:
        return
    code = code_of(response)
    seen = f"{store.api.host} answered {response.status}{f', {code}' if code else ''}."
    raise Check(seen, fix_of(response, region=store.bucket.region, keys=store.keys) or OTHER_FIX)
