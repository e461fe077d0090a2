"""Uploads images as blobs, each once for each content."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fsp.destinations.alt_text import short_alt
from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.bluesky.account import IMAGES
from fsp.destinations.bluesky.record import Blob
from fsp.destinations.bluesky.session import Sessions
from fsp.destinations.contract import PostImage, Tools
from fsp.destinations.nothing_created import nothing_created
from fsp.errors import PermanentFailure


@dataclass(frozen=True)
class Blobs:
    """The blobs of one account."""

    api: ApiClient
    sessions: Sessions
    tools: Tools

    def upload(self, images: tuple[PostImage, ...]) -> list[Blob]:
        """Return the blobs of the images."""
        with nothing_created():
            return [self._blob(image) for image in images]

    def forget(self, images: tuple[PostImage, ...]) -> None:
        """Forget uploads that the server dropped, as it does with blobs that no record uses."""
        for image in images:
            self.tools.uploads.forget(image.sha256)

    def _blob(self, image: PostImage) -> Blob:
        alt = short_alt(image.alt, IMAGES)
        uploaded = self.tools.uploads.find(image.sha256)
        if uploaded:
            reference, width, height = json.loads(uploaded[0])
            return Blob(reference, width, height, alt)
        prepared = self.tools.prepare(image, IMAGES)
        reference = self.send(prepared.data, prepared.media_type)
        stored = json.dumps([reference, prepared.width, prepared.height])
        self.tools.uploads.remember(image.sha256, stored, "")
        return Blob(reference, prepared.width, prepared.height, alt)

    def send(self, data: bytes, media_type: str) -> dict[str, Any]:
        """Upload the bytes; return the server's reference."""

        def upload(_did: str, headers: dict[str, str]) -> ApiResponse:
            content_type = {"Content-Type": media_type}
            return self.api.send(
                "POST", "/xrpc/com.atproto.repo.uploadBlob", body=data, headers={**headers, **content_type}
            )

        response = self.sessions.authorised(upload)
        if response.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            # The server answers so for a token that it cannot read. Reading the session renews it.
            self.sessions.check()
            response = self.sessions.authorised(upload)
        self.api.raise_for(response)
        blob = self.api.json_of(response).get("blob")
        if not isinstance(blob, dict):
            raise PermanentFailure(f"{self.api.host} stored an image and returned no reference.")
        return blob
