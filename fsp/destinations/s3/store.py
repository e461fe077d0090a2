"""Files in a bucket of S3-compatible storage, as objects."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from fsp.destinations.api_client import ApiClient, ApiRefusal, ApiResponse
from fsp.destinations.nothing_created import nothing_created
from fsp.destinations.post_files.key_index import index_files, index_path, is_named_by_content, removed_paths
from fsp.destinations.post_files.store import Change, StoredFile
from fsp.destinations.s3.codes import code_of, element_of, fix_of
from fsp.destinations.s3.signing import Keys, encoded_path, signed_headers
from fsp.errors import PermanentFailure, RateLimited, RemoteGone, ServiceUnavailable

IMMUTABLE = "public, max-age=31536000, immutable"
_TOO_FAST = frozenset({"SlowDown", "RequestLimitExceeded", "Throttling", "TooManyRequests"})


@dataclass(frozen=True)
class Bucket:
    """Where objects are: the endpoint, the bucket, the prefix of their names, and how they are cached."""

    endpoint: str
    region: str
    name: str
    prefix: str = ""
    is_in_path: bool = True
    cache_control: str = ""

    @property
    def base_url(self) -> str:
        """Return the address of the bucket, without a trailing slash."""
        parts = urlsplit(self.endpoint.rstrip("/"))
        if self.is_in_path:
            return f"{parts.scheme}://{parts.netloc}{parts.path}/{self.name}"
        return f"{parts.scheme}://{self.name}.{parts.netloc}{parts.path}"

    def path_of(self, name: str) -> str:
        """Return the path of an object as it is sent, relative to the bucket."""
        return encoded_path(f"/{self.prefix}/{name}" if self.prefix else f"/{name}")


@dataclass(frozen=True)
class S3Store:
    """Reads and writes objects. An object is replaced as a whole, so a reader never sees a part."""

    api: ApiClient
    bucket: Bucket
    keys: Keys
    now: Callable[[], datetime]
    _tags: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    """The ETag of each object as this store last read or wrote it."""

    def session(self) -> AbstractContextManager[None]:
        """Hold nothing."""
        return nullcontext()

    def read(self, path: str) -> bytes | None:
        """Return the content of an object; None if there is none."""
        self._tags.pop(path, None)
        response = self.send("GET", path)
        if response.status == HTTPStatus.NOT_FOUND and code_of(response) != "NoSuchBucket":
            return None
        self.raise_for(response)
        self._remember(path, response)
        return response.body

    def find_key(self, key: str, suffix: str) -> str | None:  # noqa: ARG002
        """Return the path of a post by the index."""
        path = self.read(index_path(key))
        return path.decode("utf-8", "replace") if path else None

    def apply(self, change: Change) -> None:
        """Write the index first and the text of a post last: it is published when its text is there."""
        last = next(reversed(list(change.written)), "")
        with nothing_created():
            for path, file in index_files(change).items():
                self._put(path, file, is_new=False)
        for path in change.written:
            with nullcontext() if path == last else nothing_created():
                if is_named_by_content(path):
                    self._put_image(path, change.written[path], is_new=last in change.created)
                else:
                    self._put(path, change.written[path], is_new=path in change.created)
        for path in removed_paths(change):
            self.remove(path)

    def remove(self, path: str) -> None:
        """Remove an object. One that is gone is fine."""
        response = self.send("DELETE", path)
        if response.status != HTTPStatus.NOT_FOUND:
            self.raise_for(response)

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> ApiResponse:
        """Send a signed request for an object; return the response of any status."""
        target = self.bucket.path_of(path)
        signed = signed_headers(
            method,
            f"{self.bucket.base_url}{target}",
            headers=headers or {},
            body=body,
            keys=self.keys,
            region=self.bucket.region,
            now=self.now(),
        )
        return self.api.send(method, target, body=body, headers=signed)

    def raise_for(self, response: ApiResponse, *, creates: bool = False) -> None:
        """Raise what a status outside 2xx means, with the code and message of the storage."""
        code = code_of(response)
        if code in _TOO_FAST:
            raise RateLimited(f"{self.api.host} asks for fewer requests: {code}.")
        if code == "RequestTimeout":
            raise ServiceUnavailable(f"{self.api.host} waited too long for the request: {code}.")
        message = element_of(response, "Message")
        readable = json.dumps({"message": f"{code}, {message}" if message else code}).encode() if code else b""
        try:
            self.api.raise_for(replace(response, body=readable), creates=creates)
        except (ApiRefusal, RemoteGone) as error:
            # A RemoteGone is the bucket, not a post.
            seen = error.seen if isinstance(error, ApiRefusal) else str(error)
            fix = fix_of(response, region=self.bucket.region, keys=self.keys)
            raise PermanentFailure(f"{seen} {fix}".strip()) from None

    def _put_image(self, path: str, file: StoredFile, *, is_new: bool) -> None:
        """Write what is named by its content, unless it is there. A new post's images are new, so nothing is asked."""
        if is_new or not self._exists(path):
            self._put(path, file, is_new=False)

    def _put(self, path: str, file: StoredFile, *, is_new: bool) -> None:
        headers = {"Content-Type": file.media_type}
        cache_control = IMMUTABLE if is_named_by_content(path) else self.bucket.cache_control
        if cache_control:
            headers["Cache-Control"] = cache_control
        condition = self._condition(path, is_new=is_new)
        response = self.send("PUT", path, headers={**headers, **condition}, body=file.data)
        if condition and lacks_conditions(response):
            # The publisher has looked for the object before.
            response = self.send("PUT", path, headers=headers, body=file.data)
        if response.status == HTTPStatus.PRECONDITION_FAILED and is_new:
            raise PermanentFailure(f"{path} exists already. Rename it, or change the slug.")
        is_removed = "If-Match" in condition and code_of(response) == "NoSuchKey"
        if is_removed or response.status in {HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED}:
            raise ServiceUnavailable(f"{path} was changed by another program since FSP read it.")
        self.raise_for(response, creates=True)
        if not self._remember(path, response):
            raise PermanentFailure(f"{self.api.host} answered {response.status} without an ETag, so it is no storage.")

    def _condition(self, path: str, *, is_new: bool) -> dict[str, str]:
        """Return what must hold for a write: there is no object, or the one that was read."""
        tag = self._tags.pop(path, "")
        if is_new:
            return {"If-None-Match": "*"}
        return {"If-Match": tag} if tag else {}

    def _remember(self, path: str, response: ApiResponse) -> bool:
        tag = response.headers.get("etag", "")
        if tag:
            self._tags[path] = tag
        return bool(tag)

    def _exists(self, path: str) -> bool:
        return self.send("HEAD", path).is_success


def lacks_conditions(response: ApiResponse) -> bool:
    """Return whether the storage says that it knows no conditional writes."""
    return response.status == HTTPStatus.NOT_IMPLEMENTED or code_of(response) == "NotImplemented"
