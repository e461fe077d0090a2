"""The media library of the WordPress site on loopback."""

import re

from testbed.platforms.messages import Request, Response
from testbed.platforms.server import route
from testbed.platforms.wordpress_faults import not_signed_in, refused
from testbed.platforms.wordpress_terms import TermRoutes

_FILE_NAME = re.compile(r'filename="?([^";]+)"?')
_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


class MediaRoutes(TermRoutes):
    """Uploads by raw body. The same bytes twice are two files, `beds.png` and `beds-1.png`."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed_types = {"jpg", "jpeg", "png", "gif", "webp"}

    @route("GET", "/wp-json/wp/v2/media")
    def list_media(self, request: Request) -> Response:
        """List uploads by slug or number."""
        slugs = [slug for slug in request.first("slug").split(",") if slug]
        ids = [number for number in request.first("include").split(",") if number]
        rows = [
            row
            for number, row in self.uploads.items()
            if (not slugs or row["slug"] in slugs) and (not ids or number in ids)
        ]
        return Response(200, rows)

    @route("POST", "/wp-json/wp/v2/media")
    def upload(self, request: Request) -> Response:
        """Store a file. The same file twice is two uploads."""
        if self.user is None:
            raise not_signed_in()
        if not self.user.can("upload_files"):
            raise refused(403, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.")
        if not request.body:
            raise refused(400, "rest_upload_no_data", "No data supplied.")
        match = _FILE_NAME.search(request.headers.get("content-disposition", ""))
        if match is None:
            raise refused(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied.")
        stem, _, extension = match[1].rpartition(".")
        if extension.lower() not in self.allowed_types or not request.body.startswith(_SIGNATURES):
            # A permanent fault that looks like a broken server.
            text = "Sorry, you are not allowed to upload this file type."
            raise refused(500, "rest_upload_sideload_error", text)
        taken = {row["slug"] for row in self.uploads.values()}
        name = next(name for name in (stem, *(f"{stem}-{number}" for number in range(1, 999))) if name not in taken)
        number = self.new_id()
        self.uploads[number] = {
            "id": int(number),
            "slug": name,
            "status": "inherit",
            "alt_text": request.first("alt_text"),
            "source_url": f"{self.url}/wp-content/uploads/2026/11/{name}.{extension}",
            "data": None,
            "size": len(request.body),
        }
        return Response(201, self.uploads[number])

    @route("POST", r"/wp-json/wp/v2/media/(?P<number>\d+)")
    def edit_media(self, request: Request, number: str) -> Response:
        """Change the alt text."""
        if self.user is None:
            raise not_signed_in()
        if number not in self.uploads:
            raise refused(404, "rest_post_invalid_id", "Invalid post ID.")
        self.uploads[number]["alt_text"] = request.json.get("alt_text", "")
        return Response(200, self.uploads[number])

    @route("DELETE", r"/wp-json/wp/v2/media/(?P<number>\d+)")
    def delete_media(self, request: Request, number: str) -> Response:
        """Delete an upload. Uploads have no trash."""
        if request.first("force") != "true":
            text = "The post does not support trashing. Set 'force=true' to delete."
            raise refused(501, "rest_trash_not_supported", text)
        del self.uploads[number]
        return Response(200, {"deleted": True})
