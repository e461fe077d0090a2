"""Uploads the images of a status: with alt text and focus, once for each post, and waits until they are ready."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fsp.destinations.alt_text import short_alt
from fsp.destinations.api_client import ApiClient
from fsp.destinations.contract import ImageLimits, Post, PostImage, Tools
from fsp.destinations.multipart import multipart
from fsp.errors import PermanentFailure, RemoteGone, ServiceUnavailable

MAX_POLLS = 20
POLL_SECONDS = 1.0
CENTRE = "0.0,0.0"


@dataclass(frozen=True)
class MediaUploads:
    """Uploads to one account. `pause` waits that many seconds between two questions about an image."""

    api: ApiClient
    tools: Tools
    limits: ImageLimits
    pause: Callable[[float], None] = time.sleep

    def attach(self, post: Post, images: tuple[PostImage, ...], attached: frozenset[str]) -> list[str]:
        """Return the media ids of the images. `attached` are those that the status has already."""
        return [self._media_id(post, image, attached) for image in images]

    def _media_id(self, post: Post, image: PostImage, attached: frozenset[str]) -> str:
        # An image belongs to one status only, and one that no status has is deleted after a day.
        name = hashlib.sha256(f"{post.key}\n{image.sha256}".encode()).hexdigest()
        uploaded = self.tools.uploads.find(name)
        if uploaded and uploaded[0] in attached:
            return uploaded[0]
        if uploaded:
            try:
                self._wait_until_ready(uploaded[0])
            except RemoteGone:
                self.tools.uploads.forget(name)
            else:
                return uploaded[0]
        media_id, is_ready = self._upload(image)
        self.tools.uploads.remember(name, media_id, "")
        if not is_ready:
            self._wait_until_ready(media_id)
        return media_id

    def _upload(self, image: PostImage) -> tuple[str, bool]:
        """Return the id of an upload, and whether the server has converted it already (200 and not 202)."""
        prepared = self.tools.prepare(image, self.limits)
        fields = {"description": short_alt(image.alt, self.limits), "focus": CENTRE}
        body, headers = multipart(fields, "file", prepared)
        response = self.api.call("POST", "/api/v2/media", body=body, headers=headers)
        media: Any = self.api.json_of(response)
        return str(media["id"]), response.status == HTTPStatus.OK and bool(media.get("url"))

    def _wait_until_ready(self, media_id: str) -> None:
        """Wait while the server still converts the image (206); raise RemoteGone if it does not have it."""
        for poll in range(MAX_POLLS):
            if poll:
                self.pause(POLL_SECONDS)
            response = self.api.send("GET", f"/api/v1/media/{media_id}")
            if response.status == HTTPStatus.UNPROCESSABLE_ENTITY:
                raise PermanentFailure(f"{self.api.host} cannot process an image: {response.message}.")
            self.api.raise_for(response)
            if response.status != HTTPStatus.PARTIAL_CONTENT:
                return
        raise ServiceUnavailable(f"{self.api.host} is still converting an image.", retry_after_seconds=30)
