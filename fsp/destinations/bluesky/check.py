"""The check of a Bluesky account: server, login, and the rights to publish and to upload."""

from http import HTTPStatus
from typing import Any

from fsp.destinations.api_client import ApiClient
from fsp.destinations.bluesky.account import ABILITIES, IMAGES
from fsp.destinations.bluesky.blobs import Blobs
from fsp.destinations.bluesky.record import COLLECTION
from fsp.destinations.bluesky.session import Sessions
from fsp.destinations.checks import Check, expect_json, run
from fsp.destinations.contract import CheckResult
from fsp.destinations.server_clock import compare_clock_of
from fsp.destinations.tls_probe import first_answer

_DESCRIBE = "/xrpc/com.atproto.server.describeServer"
_NO_KEY = "fsp check"
"""No record can have this key, so the server refuses to write it."""


def check_account(api: ApiClient, sessions: Sessions, blobs: Blobs) -> list[CheckResult]:
    """Check the account. Nothing is written; the upload is empty, and the server drops it."""
    results = [run("Server", lambda: _server(api))]
    if results[0].is_ok:
        results.append(run("Account", lambda: _account(api, sessions)))
    if results[-1].is_ok:
        results.append(run("May publish", lambda: _may_publish(api, sessions)))
        results.append(run("May upload", lambda: _may_upload(blobs)))
        results.append(run("Clock", lambda: compare_clock_of(api, _DESCRIBE)))
    return results


def _server(api: ApiClient) -> str:
    server: Any = expect_json(api, first_answer(api, _DESCRIBE))
    limit = server.get("blobUploadLimit") or IMAGES.max_bytes
    return f"{api.host}: {ABILITIES.max_length} graphemes, images up to {min(limit, IMAGES.max_bytes):,} bytes."


def _account(api: ApiClient, sessions: Sessions) -> str:
    account: Any = expect_json(api, sessions.check())
    if not account.get("active", True):
        status = account.get("status") or "inactive"
        raise Check(f"The account {account.get('handle')} is {status}.", "Activate the account, then test again.")
    return f"@{account.get('handle')} on {api.host}."


def _may_publish(api: ApiClient, sessions: Sessions) -> str:
    record = {"$type": COLLECTION, "text": "", "createdAt": "2026-01-01T00:00:00.000Z"}
    response = sessions.authorised(
        lambda did, headers: api.send(
            "POST",
            "/xrpc/com.atproto.repo.putRecord",
            fields={"repo": did, "collection": COLLECTION, "rkey": _NO_KEY, "record": record},
            headers=headers,
        )
    )
    content = response.json
    if response.status == HTTPStatus.BAD_REQUEST and isinstance(content, dict):
        return "The app password may write posts."
    expect_json(api, response)
    raise Check(f"{api.host} accepted an invalid record.", "Check that the address is a server of the AT Protocol.")


def _may_upload(blobs: Blobs) -> str:
    blobs.send(b"", "image/png")
    return "The app password may upload images."
