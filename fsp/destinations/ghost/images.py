"""Uploads the images of posts to Ghost, once per content."""

from dataclasses import dataclass
from http import HTTPStatus

from fsp.destinations.contract import ImageLimits, PostImage, PreparedImage, Tools
from fsp.destinations.ghost.api import GhostApi
from fsp.destinations.image_name import name_of
from fsp.destinations.multipart import multipart
from fsp.destinations.post_html import UploadedImage
from fsp.errors import PermanentFailure

_FOLDER = "/content/images"


@dataclass(frozen=True)
class ImageStore:
    """The images of a site. Ghost keeps no list of them: their addresses are their ids."""

    api: GhostApi
    tools: Tools
    limits: ImageLimits

    def upload(self, image: PostImage) -> UploadedImage:
        """Return an uploaded image: remembered, found by the name that its content gives it, or uploaded."""
        stored = self.tools.uploads.find(image.sha256)
        if stored:
            return UploadedImage(*stored)
        prepared = self.tools.prepare(image, self.limits)
        extension = prepared.media_type.removeprefix("image/").replace("jpeg", "jpg")
        named = PreparedImage(
            prepared.data, prepared.media_type, prepared.width, prepared.height, f"{name_of(image)}.{extension}"
        )
        url = self._find(named.file_name) or self._create(named)
        self.tools.uploads.remember(image.sha256, url, url)
        return UploadedImage(url, url)

    def _find(self, file_name: str) -> str | None:
        """Return the address of an upload of this month whose answer was lost.

        On a site that stores images elsewhere nothing is found, and the image is uploaded again.
        """
        path = f"{_FOLDER}/{self.tools.now():%Y/%m}/{file_name}"
        response = self.api.client.send("HEAD", path)
        return f"{self.api.client.base_url}{path}" if response.status == HTTPStatus.OK else None

    def _create(self, image: PreparedImage) -> str:
        body, headers = multipart({"purpose": "image", "ref": image.file_name}, "file", image)
        images = self.api.call("POST", "/images/upload/", body=body, headers=headers).get("images")
        if not isinstance(images, list) or not images:
            raise PermanentFailure(f"{self.api.client.host} stored no image. Test the destination.")
        return str(images[0]["url"])
