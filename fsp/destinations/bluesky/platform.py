"""Bluesky, and other servers of the AT Protocol: a post as a record whose key is derived from FSP's own.

Every attempt writes the same record key, so a repeated create cannot double a post.
"""

from http import HTTPStatus
from typing import Any, ClassVar

from pydantic import BaseModel

from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.bluesky.account import ABILITIES, IMAGES, BlueskyCredentials, BlueskySettings
from fsp.destinations.bluesky.blobs import Blobs
from fsp.destinations.bluesky.check import check_account
from fsp.destinations.bluesky.record import COLLECTION, images_of, record_of
from fsp.destinations.bluesky.record_key import record_key
from fsp.destinations.bluesky.session import Sessions
from fsp.destinations.contract import Abilities, CheckResult, Post, Remote, Sent, Tools
from fsp.destinations.graphemes import count_graphemes
from fsp.errors import RemoteGone, ServiceUnavailable

WEB = "https://bsky.app"
MAX_WRITES = 3


class BlueskyPlatform:
    """Publishes posts to one account."""

    name: ClassVar[str] = "bluesky"
    title: ClassVar[str] = "Bluesky"
    abilities: Abilities = ABILITIES
    SettingsModel: ClassVar[type[BaseModel]] = BlueskySettings
    CredentialsModel: ClassVar[type[BaseModel]] = BlueskyCredentials

    def __init__(self, settings: BlueskySettings, credentials: BlueskyCredentials, tools: Tools) -> None:
        self._settings = settings
        self._api = ApiClient(tools.http, settings.service, heed=tools.heed, now=tools.now)
        # The limit of logins is another one than that of posts, so its headers are not followed.
        session_api = ApiClient(tools.http, settings.service, now=tools.now)
        self._sessions = Sessions(
            session_api, settings.handle, credentials.app_password.get_secret_value(), tools.session
        )
        self._blobs = Blobs(self._api, self._sessions, tools)
        self._last_read: dict[str, dict[str, Any]] = {}
        """The record that was read last. An update of it needs no second look: it replaces this version only."""

    def check(self) -> list[CheckResult]:
        """Check the server, the login, and the rights to publish and to upload."""
        return check_account(self._api, self._sessions, self._blobs)

    def length(self, text: str) -> int:
        """Count a text in graphemes, as the server does."""
        return count_graphemes(text)

    def find(self, post: Post) -> Sent | None:
        """Return the record with the post's key."""
        record = self._record(record_key(post.key))
        return self._sent(record) if record else None

    def create(self, post: Post) -> Sent:
        """Write the record if there is none; one that an earlier attempt wrote gets today's text."""
        key = record_key(post.key)
        response = self._write(post, key, swap=None)
        if _error_of(response) == "InvalidSwap":
            record = self._record(key)
            if record:
                return self._replace(post, key, record)
        self._api.raise_for(response, creates=True)
        return self._sent(self._api.json_of(response))

    def update(self, post: Post, external_id: str) -> Sent:
        """Replace the record, if it is still there. Its time stays."""
        key = external_id.rpartition("/")[2]
        record = self._last_read.pop(key, None) or self._record(key)
        if record is None:
            raise RemoteGone(f"{self._api.host} no longer has the post {external_id}.")
        return self._replace(post, key, record)

    def remove(self, external_id: str) -> None:
        """Delete the record. The server accepts it for one that is gone, too."""
        fields = {"collection": COLLECTION, "rkey": external_id.rpartition("/")[2]}
        self._api.raise_for(self._post("com.atproto.repo.deleteRecord", fields))

    def read(self, external_id: str) -> Remote | None:
        """Return the content hash (CID) of the record."""
        key = external_id.rpartition("/")[2]
        record = self._record(key)
        self._last_read = {key: record} if record else {}
        return Remote(_address(record["uri"]), str(record["cid"])) if record else None

    def _replace(self, post: Post, key: str, record: dict[str, Any]) -> Sent:
        """Write over a record that is there; a write in between, or its deletion, is seen and not overwritten."""
        for _ in range(MAX_WRITES):
            created_at = str((record.get("value") or {}).get("createdAt") or "")
            response = self._write(post, key, swap=record["cid"], created_at=created_at)
            if _error_of(response) != "InvalidSwap":
                self._api.raise_for(response)
                return self._sent(self._api.json_of(response))
            changed = self._record(key)
            if changed is None:
                raise RemoteGone(f"{self._api.host} no longer has the post {record['uri']}.")
            record = changed
        raise ServiceUnavailable(f"Another program keeps changing {record['uri']}.")

    def _write(self, post: Post, key: str, *, swap: str | None, created_at: str = "") -> ApiResponse:
        """Put the record, only if the stored one is `swap`: a CID, or None for no record."""
        images = images_of(post, self._settings.attachment, IMAGES.max_count)

        def put() -> ApiResponse:
            record = record_of(post, self._settings.attachment, self._blobs.upload(images), created_at=created_at)
            fields = {"collection": COLLECTION, "rkey": key, "record": record, "swapRecord": swap}
            return self._post("com.atproto.repo.putRecord", fields)

        response = put()
        if _error_of(response) == "BlobNotFound":
            self._blobs.forget(images)
            response = put()
        return response

    def _post(self, method: str, fields: dict[str, Any]) -> ApiResponse:
        return self._sessions.authorised(
            lambda did, headers: self._api.send(
                "POST", f"/xrpc/{method}", fields={"repo": did, **fields}, headers=headers
            )
        )

    def _record(self, key: str) -> dict[str, Any] | None:
        response = self._sessions.authorised(
            lambda did, headers: self._api.send(
                "GET",
                "/xrpc/com.atproto.repo.getRecord",
                query={"repo": did, "collection": COLLECTION, "rkey": key},
                headers=headers,
            )
        )
        if response.status == HTTPStatus.BAD_REQUEST and _error_of(response) == "RecordNotFound":
            return None
        self._api.raise_for(response)
        record: dict[str, Any] = self._api.json_of(response)
        return record

    def _sent(self, record: dict[str, Any]) -> Sent:
        uri, cid = str(record["uri"]), str(record["cid"])
        return Sent(uri, _address(uri), cid, {"cid": cid})


def _address(uri: str) -> str:
    """Return where people read the record at://did/collection/key."""
    did, _, key = uri.removeprefix("at://").split("/")
    return f"{WEB}/profile/{did}/post/{key}"


def _error_of(response: ApiResponse) -> str:
    content = None if response.is_success else response.json
    return str(content.get("error", "")) if isinstance(content, dict) else ""
