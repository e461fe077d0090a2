"""The posts, tags and images of the Ghost site on loopback."""

import re
from datetime import datetime
from typing import Any

from testbed.platforms.ghost_errors import invalid, not_found, refused
from testbed.platforms.ghost_html import converted
from testbed.platforms.messages import Request, Response
from testbed.platforms.server import PlatformServer, route

API = "/ghost/api/admin"
STATUSES = ("draft", "published", "scheduled")
_MAX = {"title": 255, "custom_excerpt": 300, "feature_image_alt": 191, "slug": 191, "canonical_url": 2000}
_TEXTS = ("custom_excerpt", "feature_image", "feature_image_alt", "canonical_url")
_TAG_FILTER = re.compile(r"tag:(?P<slug>[\w-]+)\Z")
_SLUG_FILTER = re.compile(r"slug:'(?P<slug>[\w-]+)'\Z")
_ADDRESS = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]*")
_BARE_QUOTE = re.compile(r'(?<!\\)"')
_TERM = re.compile(r"(slug|name):'((?:[^'\\]|\\.)*)'")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


class PostRoutes(PlatformServer):
    """Posts with unique slugs and `updated_at`, but no idempotency: `id` and `uuid` in a request are ignored."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, str] = {}
        """The names of tags by their slugs, which are also their ids here."""

    def check_author(self, fields: dict[str, Any]) -> None:
        """Refuse what the staff user of the token may not send."""

    @route("GET", f"{API}/posts/")
    def list_posts(self, request: Request) -> Response:
        """List posts in every status, filtered by a tag."""
        preferred = request.first("filter")
        slug = _SLUG_FILTER.match(preferred)
        if slug:
            named = [row for row in self.posts.values() if row["slug"] == slug["slug"]]
            return Response(200, {"posts": [self._shown(row, request) for row in named]})
        match = _TAG_FILTER.match(preferred)
        if preferred and not match:
            raise refused(
                400, "BadRequestError", "Request not understood error, cannot list posts.", "Error parsing filter"
            )
        rows = [row for row in self.posts.values() if not match or match["slug"] in row["tags"]]
        return Response(
            200, {"posts": [self._shown(row, request) for row in rows[: int(request.first("limit", "15"))]]}
        )

    @route("GET", f"{API}/pages/")
    def list_pages(self, _request: Request) -> Response:
        """Return no pages."""
        return Response(200, {"pages": []})

    @route("POST", f"{API}/posts/")
    def create_post(self, request: Request) -> Response:
        """Create a new post each time."""
        fields = _post_in(request)
        self.check_author(fields)
        if not fields.get("title"):
            raise invalid("Validation failed for 0.")
        number = f"{int(self.new_id()):024x}"
        now = _written(self.clock())
        row: dict[str, Any] = {
            "id": number,
            "title": "",
            "slug": "",
            "html": "",
            "status": "draft",
            "visibility": "public",
            "created_at": now,
            "updated_at": now,
            "published_at": None,
            "tags": [],
            **dict.fromkeys(_TEXTS),
        }
        self._change(row, fields, request)
        self.keep(number, row)
        return Response(201, {"posts": [self._shown(row, request)]})

    @route("GET", API + r"/posts/(?P<number>[^/]+)/")
    def get_post(self, request: Request, number: str) -> Response:
        """Return a post."""
        return Response(200, {"posts": [self._shown(self._found(number), request)]})

    @route("PUT", API + r"/posts/(?P<number>[^/]+)/")
    def edit_post(self, request: Request, number: str) -> Response:
        """Change a post, if `updated_at` is that of the post. Times are whole seconds."""
        row, fields = self._found(number), _post_in(request)
        if not fields.get("updated_at"):
            raise invalid("Validation failed for 0.")
        if fields["updated_at"] != row["updated_at"]:
            text = "Saving failed! Someone else is editing this post."
            raise refused(409, "UpdateCollisionError", text, text, "UPDATE_COLLISION")
        self._change(row, fields, request)
        row["updated_at"] = _written(self.clock())
        return Response(200, {"posts": [self._shown(row, request)]})

    @route("DELETE", API + r"/posts/(?P<number>[^/]+)/")
    def delete_post(self, _: Request, number: str) -> Response:
        """Delete a post. There is no trash."""
        self._found(number)
        del self.posts[number]
        return Response(204, body=b"")

    @route("GET", f"{API}/tags/")
    def list_tags(self, request: Request) -> Response:
        """List tags by slugs and names; names are compared with regard to case."""
        terms = _TERM.findall(request.first("filter"))
        if any(_BARE_QUOTE.search(value) for _, value in terms):
            text = "Request not understood error, cannot list tags."
            raise refused(400, "BadRequestError", text, "Error parsing filter")
        preferred = {(kind, re.sub(r"\\(.)", r"\1", value)) for kind, value in terms}
        rows = [
            {"id": slug, "slug": slug, "name": name}
            for slug, name in self.tags.items()
            if not preferred or ("slug", slug) in preferred or ("name", name) in preferred
        ]
        return Response(200, {"tags": rows})

    @route("POST", f"{API}/images/upload/")
    def upload(self, request: Request) -> Response:
        """Store an image. The same one twice is two files."""
        part = request.parts.get("file")
        if part is None or not part.data.startswith(_IMAGES):
            raise refused(415, "UnsupportedMediaTypeError", "Please select a valid image.")
        stem, _, extension = part.file_name.rpartition(".")
        folder = f"/content/images/{self.clock():%Y/%m}"
        names = (f"{folder}/{stem}{end}.{extension}" for end in ("", *(f"-{number}" for number in range(1, 99))))
        path = next(path for path in names if path not in self.uploads)
        self.uploads[path] = {"size": len(part.data)}
        return Response(201, {"images": [{"url": f"{self.url}{path}", "ref": part.file_name}]})

    @route("HEAD", "/content/images/.*")
    def look_for_image(self, request: Request) -> Response:
        """Answer whether an image is there."""
        return Response(200 if request.path in self.uploads else 404, body=b"")

    def _found(self, number: str) -> dict[str, Any]:
        if number not in self.posts:
            raise not_found()
        return self.posts[number]

    def _change(self, row: dict[str, Any], fields: dict[str, Any], request: Request) -> None:
        for name, limit in _MAX.items():
            if len(fields.get(name) or "") > limit:
                raise invalid(f"Value in [posts.{name}] exceeds maximum length of {limit} characters.")
        if not _ADDRESS.fullmatch(fields.get("canonical_url") or ""):
            raise invalid("Validation failed for canonical_url.")
        status = fields.get("status", row["status"])
        if status not in STATUSES:
            raise invalid("Validation failed for status.")
        if status == "scheduled" and not fields.get("published_at"):
            raise invalid("Value in published_at cannot be blank.")
        # A future date does not keep a post from being live; a past one does not keep it from being scheduled.
        row |= {name: fields[name] for name in ("title", "published_at", "visibility", *_TEXTS) if name in fields}
        row["status"] = status
        if status == "published" and not row["published_at"]:
            row["published_at"] = _written(self.clock())
        if "html" in fields and request.first("source") == "html":
            row["html"] = converted(fields["html"])
        if "tags" in fields:
            row["tags"] = list(dict.fromkeys(self._tag(tag) for tag in fields["tags"]))
        if fields.get("slug") or not row["slug"]:
            preferred = _slug(fields.get("slug") or row["title"])
            row["slug"] = preferred if preferred == row["slug"] else self._free_slug(preferred)

    def _tag(self, tag: Any) -> str:
        fields = tag if isinstance(tag, dict) else {"name": tag}
        if fields.get("id") in self.tags:
            return str(fields["id"])
        name = fields.get("name", "").strip()
        if not name:
            raise invalid("Value in [tags.name] cannot be blank.")
        same = next((slug for slug, existing in self.tags.items() if existing == name), None)
        if same is None:
            preferred = _slug(name)
            numbered = (f"{preferred}-{number}" for number in range(2, 99))
            same = next(slug for slug in (preferred, *numbered) if slug not in self.tags)
            self.tags[same] = name
        return same

    def _free_slug(self, preferred: str) -> str:
        # The post's own slug counts as taken too, so that a second request for "a" moves it from "a-2" to "a-3".
        taken = {row["slug"] for row in self.posts.values()}
        return next(
            slug for slug in (preferred, *(f"{preferred}-{number}" for number in range(2, 999))) if slug not in taken
        )

    def _shown(self, row: dict[str, Any], request: Request) -> dict[str, Any]:
        tags = [{"id": slug, "slug": slug, "name": self.tags[slug]} for slug in row["tags"]]
        path = f"{row['slug']}/" if row["status"] == "published" else f"p/{row['id']}/"
        html = {} if request.first("formats") == "html" else {"html": None}
        return {**row, "tags": tags, "url": f"{self.url}/{path}", **html}


def _post_in(request: Request) -> dict[str, Any]:
    content = request.json
    posts = content.get("posts") if isinstance(content, dict) else None
    if not isinstance(posts, list) or not posts:
        raise invalid("Validation failed for posts.")
    fields: dict[str, Any] = posts[0]
    return fields


def _slug(text: str) -> str:
    slug = re.sub(r"[^\w]+", "-", text.lower().replace("#", "hash-", 1).replace("'", "")).strip("-")
    return slug[:185] or "untitled"


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
