"""A Forem (dev.to) on loopback, as its API of version 1 answers."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route

_TAG = re.compile(r"[^\W_]+")
_LIQUID = re.compile(r"\{\{|\{%")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


class ForemServer(PlatformServer):
    """One account with one key. `may_publish` may be changed."""

    def __init__(self) -> None:
        super().__init__()
        self.key = "forem-key-9c1f4be2a7d35608"
        self.may_publish = True
        self.now = datetime(2026, 11, 30, 12, tzinfo=UTC)
        self.clock = lambda: self.now

    def before(self, request: Request) -> None:
        """Require the key and a User-Agent."""
        if not request.headers.get("user-agent"):
            raise Refused(403, {"error": "Forbidden Bots", "status": 403})
        if request.headers.get("api-key") != self.key:
            raise Refused(401, {"error": "unauthorized", "status": 401})

    @route("GET", "/api/users/me")
    def me(self, _request: Request) -> Response:
        return Response(200, {"id": 1, "username": "ada"})

    @route("GET", "/api/articles/me/all")
    def own(self, request: Request) -> Response:
        page, size = int(request.first("page", "1")), min(int(request.first("per_page", "30")), 1000)
        drafts = [post for post in self.posts.values() if not post["published_at"]]
        rest = sorted((p for p in self.posts.values() if p["published_at"]), key=lambda p: p["published_at"])
        return Response(200, [*drafts, *reversed(rest)][(page - 1) * size : page * size])

    @route("POST", "/api/articles")
    def create(self, request: Request) -> Response:
        article = self._valid(request.json, "")
        return Response(201, self.add(article))

    @route("PUT", r"/api/articles/(?P<post_id>\d+)")
    def edit(self, request: Request, post_id: str) -> Response:
        post = self._post(post_id)
        article = self._valid({"article": {**post, **request.json["article"]}}, post_id)
        post |= self._shown(article, post_id)
        return Response(200, post)

    @route("GET", r"/api/articles/(?P<post_id>\d+)")
    def show(self, _request: Request, post_id: str) -> Response:
        post = self._post(post_id)
        if not post["published"]:
            raise Refused(404, {"error": "not found", "status": 404})
        return Response(200, post)

    def add(self, article: dict[str, Any]) -> dict[str, Any]:
        """Store an article, as the API or a person writes it."""
        post_id = self.new_id()
        return self.keep(post_id, self._shown(article, post_id))

    def _shown(self, article: dict[str, Any], post_id: str) -> dict[str, Any]:
        url = f"{self.url}/ada/article-{post_id}"
        return {
            "id": int(post_id),
            "title": article["title"],
            "body_markdown": article.get("body_markdown") or "",
            "description": article.get("description") or "",
            "tags": article.get("tags") or [],
            "cover_image": article.get("main_image"),
            "canonical_url": article.get("canonical_url") or url,
            "published": bool(article.get("published")),
            "published_at": self.now.isoformat() if article.get("published") else None,
            "slug": f"article-{post_id}",
            "url": url,
        }

    def _valid(self, fields: Any, post_id: str) -> dict[str, Any]:
        if not self.may_publish:
            raise Refused(403, {"error": "forbidden", "status": 403})
        article = fields.get("article")
        if not isinstance(article, dict):
            raise _unprocessable("article param must be a JSON object. You provided article as a String")
        body = article.get("body_markdown") or ""
        if not article.get("title"):
            raise _unprocessable("Title can't be blank")
        if len(article["title"]) > 128:
            raise _unprocessable("Title is too long (maximum is 128 characters)")
        if len(article.get("tags") or []) > 4:
            raise _unprocessable("Tag list exceed the maximum of 4 tags")
        for tag in article.get("tags") or []:
            if not _TAG.fullmatch(tag):
                raise _unprocessable(f'Tag "{tag}" contains non-alphanumeric characters')
        if body.lstrip().startswith("---"):
            raise _unprocessable("Front matter is invalid")
        if _LIQUID.search(_CODE.sub("", body)):
            raise _unprocessable("Liquid syntax error: Unknown tag")
        self._need_unique(article, post_id)
        return article

    def _need_unique(self, article: dict[str, Any], post_id: str) -> None:
        others = [post for other_id, post in self.posts.items() if other_id != post_id]
        canonical = article.get("canonical_url")
        if canonical and (urlsplit(canonical).scheme not in {"http", "https"} or not canonical.isascii()):
            raise _unprocessable("Canonical url must be a URL")
        if canonical and any(post["canonical_url"] == canonical for post in others):
            raise _unprocessable("Canonical url has already been taken")
        same = (article["title"], article.get("body_markdown"))
        if any((post["title"], post["body_markdown"]) == same for post in others):
            raise _unprocessable("Body markdown has already been taken")

    def _post(self, post_id: str) -> dict[str, Any]:
        if post_id not in self.posts:
            raise Refused(404, {"error": "not found", "status": 404})
        return self.posts[post_id]


def _unprocessable(message: str) -> Refused:
    return Refused(422, {"error": message, "status": 422})
