"""A Mastodon server on loopback, as its documentation describes the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

from testbed.platforms.mastodon_text import as_html, counted
from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route

ALL_SCOPES = frozenset({"read", "write:statuses", "write:media"})
KEY_LIFETIME = timedelta(hours=1)


class MastodonServer(PlatformServer):
    """One account with one token. `scopes`, `now`, `max_characters` and `polls_until_ready` may be changed."""

    def __init__(self) -> None:
        super().__init__()
        self.token = "mastodon-token-5f3c1a9d8b7e"
        self.scopes = set(ALL_SCOPES)
        self.application = "FSP"
        self.now = datetime(2026, 11, 30, 12, tzinfo=UTC)
        self.clock = lambda: self.now
        self.max_characters = 500
        self.link_characters = 23
        self.polls_until_ready = 0
        self.image_size_limit = 16_777_216
        self.keys: dict[str, tuple[str, datetime]] = {}

    def before(self, request: Request) -> None:
        """Require the token, except for the description of the server."""
        if not request.path.endswith("/instance") and request.bearer != self.token:
            raise Refused(401, {"error": "The access token is invalid"})

    @route("GET", "/api/v[12]/instance")
    def instance(self, _request: Request) -> Response:
        statuses = {
            "max_characters": self.max_characters,
            "max_media_attachments": 4,
            "characters_reserved_per_url": self.link_characters,
        }
        media = {
            "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"],
            "image_size_limit": self.image_size_limit,
            "image_matrix_limit": 33_177_600,
            "description_limit": 1500,
        }
        configuration = {"statuses": statuses, "media_attachments": media}
        return Response(200, {"title": "Garden social", "version": "4.5.0", "configuration": configuration})

    @route("GET", "/api/v1/accounts/verify_credentials")
    def account(self, _request: Request) -> Response:
        return Response(200, {"id": "1", "acct": "ada"})

    @route("GET", "/api/v1/apps/verify_credentials")
    def app(self, _request: Request) -> Response:
        return Response(200, {"name": self.application})

    @route("POST", "/api/v1/statuses")
    def create(self, request: Request) -> Response:
        self._need("write:statuses")
        key = request.headers.get("idempotency-key", "")
        stored, stored_at = self.keys.get(key, ("", self.now))
        if stored and self.now - stored_at < KEY_LIFETIME:
            return Response(200, self._post(stored))
        fields = self._valid(request.json, "")
        post = self.add(fields, application=self.application, visibility=fields.get("visibility") or "public")
        if key:
            self.keys[key] = (post["id"], self.now)
        return Response(200, post)

    @route("PUT", r"/api/v1/statuses/(?P<post_id>\d+)")
    def edit(self, request: Request, post_id: str) -> Response:
        self._need("write:statuses")
        post = self._post(post_id)
        fields = self._valid(request.json, post_id)
        before = {name: post[name] for name in ("content", "spoiler_text", "media_attachments")}
        post |= self._shown(fields, post_id)
        if before != {name: post[name] for name in before}:
            post["edited_at"] = self.now.isoformat()
        return Response(200, post)

    @route("GET", r"/api/v1/statuses/(?P<post_id>\d+)")
    def show(self, _request: Request, post_id: str) -> Response:
        return Response(200, self._post(post_id))

    @route("DELETE", r"/api/v1/statuses/(?P<post_id>\d+)")
    def delete(self, _request: Request, post_id: str) -> Response:
        self._need("write:statuses")
        self._post(post_id)
        self.uploads = {key: media for key, media in self.uploads.items() if media["status_id"] != post_id}
        return Response(200, self.posts.pop(post_id))

    @route("GET", r"/api/v1/accounts/1/statuses")
    def statuses(self, request: Request) -> Response:
        before, after = int(request.first("max_id", "9" * 15)), int(request.first("since_id", "0"))
        newest_first = sorted(self.posts.values(), key=lambda post: -int(post["id"]))
        limit = min(int(request.first("limit", "20")), 40)
        return Response(200, [post for post in newest_first if after < int(post["id"]) < before][:limit])

    @route("POST", "/api/v2/media")
    def upload(self, request: Request) -> Response:
        self._need("write:media")
        parts = request.parts
        if "file" not in parts:
            raise Refused(422, {"error": "Validation failed: File can't be blank"})
        file = parts["file"]
        if len(file.data) > self.image_size_limit:
            raise Refused(422, {"error": "Validation failed: File must be less than the limit"})
        media_id = self.new_id()
        self.uploads[media_id] = {
            "id": media_id,
            "description": parts["description"].data.decode(),
            "focus": parts["focus"].data.decode(),
            "data": file.data,
            "media_type": file.media_type,
            "status_id": None,
            "polls": self.polls_until_ready,
        }
        return Response(202 if self.polls_until_ready else 200, {"id": media_id, "url": None})

    @route("GET", r"/api/v1/media/(?P<media_id>\d+)")
    def media(self, _request: Request, media_id: str) -> Response:
        media = self.uploads.get(media_id)
        if not media or media["status_id"]:
            raise Refused(404, {"error": "Record not found"})
        if media["polls"]:
            media["polls"] -= 1
            return Response(206, {"id": media_id, "url": None})
        return Response(200, {"id": media_id, "url": f"{self.url}/media/{media_id}"})

    def add(self, fields: dict[str, Any], *, application: str, visibility: str = "public") -> dict[str, Any]:
        """Store a status, as the API or a person in another application writes it."""
        post_id = self.new_id()
        post = {
            "id": post_id,
            "created_at": self.now.isoformat().replace("+00:00", ".000Z"),
            "edited_at": None,
            "visibility": visibility,
            "url": f"{self.url}/@ada/{post_id}",
            "application": {"name": application, "website": None} if application else None,
            "in_reply_to_id": None,
            "reblog": None,
        }
        return self.keep(post_id, post | self._shown(fields, post_id))

    def _shown(self, fields: dict[str, Any], post_id: str) -> dict[str, Any]:
        for media_id in fields.get("media_ids") or []:
            self.uploads[media_id]["status_id"] = post_id
        media = [self.uploads[media_id] for media_id in fields.get("media_ids") or []]
        return {
            "content": as_html(fields["status"]),
            "spoiler_text": fields.get("spoiler_text") or "",
            "sensitive": bool(fields.get("sensitive")),
            "language": fields.get("language"),
            "media_attachments": [
                {"id": attachment["id"], "description": attachment["description"]} for attachment in media
            ],
        }

    def _valid(self, fields: dict[str, Any], post_id: str) -> dict[str, Any]:
        media_ids = fields.get("media_ids") or []
        if not fields.get("status") and not media_ids:
            raise Refused(422, {"error": "Validation failed: Text can't be blank"})
        if counted(f"{fields.get('spoiler_text') or ''}{fields['status']}", self.link_characters) > self.max_characters:
            raise Refused(422, {"error": f"Validation failed: Text character limit of {self.max_characters} exceeded"})
        for media_id in media_ids:
            media = self.uploads.get(media_id)
            if not media or media["status_id"] not in {None, post_id}:
                raise Refused(422, {"error": f"Validation failed: Media {media_id} not found"})
            if media["polls"]:
                raise Refused(422, {"error": "Cannot attach files that have not finished processing."})
        return fields

    def _post(self, post_id: str) -> dict[str, Any]:
        if post_id not in self.posts:
            raise Refused(404, {"error": "Record not found"})
        return self.posts[post_id]

    def _need(self, scope: str) -> None:
        if scope not in self.scopes:
            raise Refused(403, {"error": "This action is outside the authorized scopes"})
