"""The posts of the WordPress site on loopback."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from testbed.platforms.messages import Request, Response
from testbed.platforms.server import route
from testbed.platforms.wordpress_content import rendered, stored
from testbed.platforms.wordpress_faults import invalid_parameter, not_signed_in, refused
from testbed.platforms.wordpress_media import MediaRoutes

STATUSES = ("publish", "future", "draft", "pending", "private")
_TEXTS = ("title", "content", "excerpt")
_AT_ONCE = timedelta(seconds=60)
"""A date that is at most this far ahead is published at once."""


class PostRoutes(MediaRoutes):
    """Posts with unique slugs, a trash, and no idempotency: `Idempotency-Key` and unknown fields are ignored."""

    def __init__(self) -> None:
        super().__init__()
        self.keeps_trash = True

    @route("GET", "/wp-json/wp/v2/posts")
    def list_posts(self, request: Request) -> Response:
        """List posts by status, slug and search. `any` leaves the trash out."""
        statuses = [status for status in request.first("status", "publish").split(",") if status]
        may_see_all = self.user is not None and self.user.can("edit_posts")
        if statuses != ["publish"] and not may_see_all:
            raise invalid_parameter("status", "Status is forbidden.", "rest_forbidden_status", status=401)
        if "any" in statuses:
            statuses = list(STATUSES)
        slugs = [slug for slug in request.first("slug").split(",") if slug]
        search = request.first("search").lower()
        is_editing = request.first("context") == "edit"
        rows = [
            post
            for post in self.posts.values()
            if post["status"] in statuses
            and (not slugs or post["slug"] in slugs)
            and search in " ".join(post[name] for name in _TEXTS).lower()
            and (self._may_edit(post) if is_editing else post["status"] == "publish" or self._may_edit(post))
        ]
        rows.sort(key=lambda post: post["id"], reverse=request.first("order", "desc") == "desc")
        return Response(200, [self._shown(post) for post in rows[: int(request.first("per_page", "10"))]])

    @route("POST", "/wp-json/wp/v2/posts")
    def create_post(self, request: Request) -> Response:
        """Create a new post each time."""
        fields = request.json
        if self.user is None:
            raise not_signed_in()
        if not self.user.can("edit_posts"):
            raise refused(403, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.")
        self._check(fields)
        self._check_texts(fields, "insert")
        if not any(fields.get(name) for name in _TEXTS):
            raise refused(400, "empty_content", "Content, title, and excerpt are empty.")
        number = self.new_id()
        post: dict[str, Any] = {
            "id": int(number),
            **dict.fromkeys(_TEXTS, ""),
            "status": "draft",
            "slug": "",
            "date_gmt": self._moment(),
            "author": self.user.id,
            "tags": [],
            "categories": [1],
            "featured_media": 0,
            "password": "",
        }
        self._change(post, fields)
        self.keep(number, post)
        return Response(201, self._shown(post), headers={"Location": f"{self.url}/wp-json/wp/v2/posts/{number}"})

    @route("GET", r"/wp-json/wp/v2/posts/(?P<number>\d+)")
    def get_post(self, request: Request, number: str) -> Response:
        """Return a post, also from the trash."""
        post = self._found(number)
        if request.first("context") == "edit" and not self._may_edit(post):
            status = 401 if self.user is None else 403
            raise refused(status, "rest_forbidden_context", "Sorry, you are not allowed to edit this post.")
        return Response(200, self._shown(post))

    @route("POST", r"/wp-json/wp/v2/posts/(?P<number>\d+)")
    def edit_post(self, request: Request, number: str) -> Response:
        """Change a post."""
        post, fields = self._editable(number), request.json
        self._check(fields)
        self._check_texts(fields, "update")
        # A post in the trash takes the change and stays there.
        self._change(post, fields)
        return Response(200, self._shown(post))

    @route("DELETE", r"/wp-json/wp/v2/posts/(?P<number>\d+)")
    def delete_post(self, request: Request, number: str) -> Response:
        """Move a post to the trash, or delete it."""
        post = self._editable(number)
        if request.first("force") == "true":
            del self.posts[number]
            return Response(200, {"deleted": True, "previous": self._shown(post)})
        if not self.keeps_trash:
            text = "The post does not support trashing. Set 'force=true' to delete."
            raise refused(501, "rest_trash_not_supported", text)
        if post["status"] == "trash":
            raise refused(410, "rest_already_trashed", "The post has already been deleted.")
        post |= {"status": "trash", "slug": f"{post['slug']}__trashed"}
        return Response(200, self._shown(post))

    def _found(self, number: str) -> dict[str, Any]:
        if number not in self.posts:
            raise refused(404, "rest_post_invalid_id", "Invalid post ID.")
        return self.posts[number]

    def _editable(self, number: str) -> dict[str, Any]:
        post = self._found(number)
        if not self._may_edit(post):
            status = 401 if self.user is None else 403
            raise refused(status, "rest_cannot_edit", "Sorry, you are not allowed to edit this post.")
        return post

    def _may_edit(self, post: dict[str, Any]) -> bool:
        if self.user is None:
            return False
        is_own = post["author"] == self.user.id
        is_public = post["status"] in {"publish", "future", "private"}
        own_right = "edit_published_posts" if is_public else "edit_posts"
        return self.user.can("edit_others_posts") or (is_own and self.user.can(own_right))

    def _check(self, fields: dict[str, Any]) -> None:
        status = fields.get("status")
        if status is not None and status not in STATUSES:
            raise invalid_parameter("status", f"status is not one of {', '.join(STATUSES)}.", "rest_not_in_enum")
        assert self.user
        if status in {"publish", "future", "private"} and not self.user.can("publish_posts"):
            text = "Sorry, you are not allowed to publish posts in this post type."
            raise refused(403, "rest_cannot_publish", text)
        for name in ("tags", "categories"):
            if any(not isinstance(number, int) for number in fields.get(name, [])):
                raise invalid_parameter(name, f"{name}[0] is not of type integer.", "rest_invalid_type")

    def _check_texts(self, fields: dict[str, Any], action: str) -> None:
        if any(self.cannot_store(str(fields.get(name, ""))) for name in _TEXTS):
            raise refused(500, f"db_{action}_error", f"Could not {action} post in the database.")

    def _change(self, post: dict[str, Any], fields: dict[str, Any]) -> None:
        assert self.user
        is_filtered = not self.user.can("unfiltered_html")
        post |= {name: stored(str(fields[name]), is_filtered=is_filtered) for name in _TEXTS if name in fields}
        for name in ("tags", "categories"):
            if name in fields:
                post[name] = [number for number in fields[name] if number in self.terms[name]]
        if "featured_media" in fields:
            is_uploaded = str(fields["featured_media"]) in self.uploads
            post["featured_media"] = fields["featured_media"] if is_uploaded else 0
        if fields.get("date_gmt"):
            post["date_gmt"] = fields["date_gmt"].rstrip("Z").removesuffix("+00:00")
        post |= {name: fields[name] for name in ("password", "author") if name in fields}
        if "status" in fields:
            post["slug"] = post["slug"].removesuffix("__trashed")
            post["status"] = fields["status"]
        if fields.get("slug") or (post["status"] == "publish" and not post["slug"]):
            slug_base = fields.get("slug") or re.sub(r"[^a-z0-9]+", "-", post["title"].lower()).strip("-")
            post["slug"] = self._free_slug(slug_base, post["id"])
        if post["status"] in {"publish", "future"}:
            due = datetime.fromisoformat(post["date_gmt"]).replace(tzinfo=UTC)
            post["status"] = "future" if due > self.clock() + _AT_ONCE else "publish"

    def _free_slug(self, slug_base: str, own_id: int) -> str:
        taken = {post["slug"] for post in self.posts.values() if post["id"] != own_id}
        return next(
            slug for slug in (slug_base, *(f"{slug_base}-{number}" for number in range(2, 999))) if slug not in taken
        )

    def _shown(self, post: dict[str, Any]) -> dict[str, Any]:
        texts = {name: {"raw": post[name], "rendered": rendered(post[name])} for name in _TEXTS}
        path = f"{post['slug']}/" if post["status"] == "publish" else f"?p={post['id']}"
        return {**post, **texts, "link": f"{self.url}/{path}", "meta": []}

    def _moment(self) -> str:
        return self.clock().strftime("%Y-%m-%dT%H:%M:%S")
