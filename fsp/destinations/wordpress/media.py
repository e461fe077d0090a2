"""Uploads the images of posts to WordPress's media library, once per content."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from fsp.destinations.alt_text import short_alt
from fsp.destinations.api_client import ApiResponse
from fsp.destinations.contract import ImageLimits, PostImage, PreparedImage, Tools
from fsp.destinations.image_name import name_of
from fsp.destinations.post_html import UploadedImage
from fsp.destinations.wordpress.api import WordPressApi, code_of

MEDIA = "wp/v2/media"
_FIELDS = "id,source_url"
MAX_INCLUDED = 100
MAX_SAME_NAME = 5
EVERYWHERE = ("image/jpeg", "image/png", "image/gif")
"""What every WordPress takes."""
SMALLER_BYTES = (1_000_000, 400_000)
"""What is tried if the web server or the site takes no larger files: 1 MB is the default of nginx."""
_REFUSED_TYPE = frozenset({"rest_upload_sideload_error", "rest_upload_unknown_error"})


@dataclass(frozen=True)
class MediaLibrary:
    """The media library of an account. It has each image once, even if the answer to an upload was lost."""

    api: WordPressApi
    tools: Tools
    limits: ImageLimits

    def forget_deleted(self, images: list[PostImage]) -> None:
        """Forget earlier uploads that were deleted there since, so that they are uploaded again."""
        stored = {image.sha256: self.tools.uploads.find(image.sha256) for image in images}
        ids = {sha256: upload[0] for sha256, upload in stored.items() if upload}
        for start in range(0, len(ids), MAX_INCLUDED):
            part = dict(list(ids.items())[start : start + MAX_INCLUDED])
            query = {"include": ",".join(part.values()), "per_page": MAX_INCLUDED, "_fields": "id"}
            there = {str(media["id"]) for media in self.api.call("GET", MEDIA, query=query)}
            for sha256, external_id in part.items():
                if external_id not in there:
                    self.tools.uploads.forget(sha256)

    def upload(self, image: PostImage) -> UploadedImage:
        """Return an image in the library: remembered, found by the name that its content gives it, or uploaded."""
        stored = self.tools.uploads.find(image.sha256)
        if stored:
            return UploadedImage(*stored)
        name = name_of(image)
        media = self._find(name) or self._create(name, image)
        uploaded = UploadedImage(str(media["id"]), str(media["source_url"]))
        self.tools.uploads.remember(image.sha256, uploaded.external_id, uploaded.url)
        return uploaded

    def _find(self, name: str) -> dict[str, Any] | None:
        query = {"slug": name, "per_page": MAX_SAME_NAME, "_fields": f"{_FIELDS},slug"}
        rows = self.api.call("GET", MEDIA, query=query)
        # A site that ignores the name lists other images.
        return next((row for row in rows if row.get("slug") == name), None)

    def _create(self, name: str, image: PostImage) -> dict[str, Any]:
        media: dict[str, Any] = self.api.json_of(self._send_accepted(name, image))
        alt = short_alt(image.alt, self.limits)
        if alt:
            self.api.call("POST", f"{MEDIA}/{media['id']}", fields={"alt_text": alt}, query={"_fields": "id"})
        return media

    def _send_accepted(self, name: str, image: PostImage) -> ApiResponse:
        """Upload an image in the first form that the site accepts; return its last answer."""
        limits, sizes = self.limits, list(SMALLER_BYTES)
        while True:
            prepared = self.tools.prepare(image, limits)
            response = self._send(name, prepared)
            sizes = [size for size in sizes if size < len(prepared.data)]
            is_refused = code_of(response) in _REFUSED_TYPE and prepared.media_type not in EVERYWHERE
            if is_refused and limits.media_types != EVERYWHERE:
                # An old version, or a network of sites with a list of its own, takes no WebP.
                limits = replace(limits, media_types=EVERYWHERE)
            elif _is_too_large(response) and sizes:
                limits = replace(limits, max_bytes=sizes.pop(0))
            else:
                return response

    def _send(self, name: str, prepared: PreparedImage) -> ApiResponse:
        extension = prepared.media_type.removeprefix("image/").replace("jpeg", "jpg")
        headers = {
            "Content-Type": prepared.media_type,
            "Content-Disposition": f'attachment; filename="{name}.{extension}"',
        }
        return self.api.send("POST", MEDIA, body=prepared.data, headers=headers, query={"_fields": _FIELDS})


def _is_too_large(response: ApiResponse) -> bool:
    """Return whether an upload is larger than the web server, or the network of sites, accepts."""
    return response.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or code_of(response) == "rest_upload_file_too_big"
