"""A WordPress site on loopback: the REST API as version 6.1 answers it, its oddities included."""

import json
from dataclasses import replace
from typing import Any

from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import route
from testbed.platforms.wordpress_content import only_fields
from testbed.platforms.wordpress_posts import PostRoutes
from testbed.platforms.wordpress_users import ROLES, User, user_of

HOME = b"<!doctype html><title>Garden</title><link rel='stylesheet' href='/wp-content/themes/x/style.css'><p>Hello</p>"
NGINX_413 = b"<html><head><title>413 Request Entity Too Large</title></head><body>nginx</body></html>"


class WordPressServer(PostRoutes):
    """The site. `users` are those with an application password."""

    def __init__(self, *, has_permalinks: bool = True) -> None:
        super().__init__()
        self.has_permalinks = has_permalinks
        self.has_api = True
        self.elsewhere: Response | None = None
        """What another program answers at other paths; by default WordPress's own page, which is a 404."""
        self.accepts_passwords = True
        """Whether application passwords are available: without TLS only if the site says so."""
        self.noise = b""
        """What PHP prints before each answer of the API, with which it sends the status 200."""
        self.max_body_bytes: int | None = None
        """What the web server in front accepts."""
        self.users = [
            User(1, "admin", "abcd EFGH 1234 ijkl MNOP 5678", "administrator"),
            User(2, "author", "ada0 ada0 ada0 ada0 ada0 ada0", "author"),
            User(3, "contributor", "carl carl carl carl carl carl", "contributor"),
        ]

    def receive(self, request: Request) -> tuple[Response | None, bool]:
        """Answer a request. `?rest_route=` is the same as a path under /wp-json, with or without permalinks."""
        rest_route = request.query.get("rest_route")
        if rest_route and request.path in {"/", "/index.php"}:
            request = replace(request, path=f"/wp-json{rest_route[0]}")
        return super().receive(request)

    def before(self, request: Request) -> None:
        """Read the user, and answer what is not for the API."""
        if self.max_body_bytes is not None and len(request.body) > self.max_body_bytes:
            raise _Page(Response(413, headers={"Content-Type": "text/html"}, body=NGINX_413))
        self.user = user_of(request.headers.get("authorization", ""), self.users)
        is_pretty = request.path.startswith("/wp-json") and "rest_route" not in request.query
        if is_pretty and not self.has_permalinks:
            raise _Page(
                self._home() if request.method == "POST" else Response(301, headers={"Location": f"{self.url}/"})
            )
        if request.path.startswith("/wp-json") and not self.has_api:
            raise Refused(404, _fault("rest_no_route", "No route was found matching the URL and request method.", 404))

    def respond_to(self, request: Request) -> Response:
        response = super().respond_to(request)
        if response.status == 404 and response.fields == {"error": "Not Found"}:
            return self.elsewhere or Response(404, headers=self._link(), body=HOME.replace(b"Hello", b"Page not found"))
        return self._noisy(_with_fields(response, request))

    def _noisy(self, response: Response) -> Response:
        if not self.noise or response.fields is None:
            return response
        headers = {**response.headers, "Content-Type": "text/html; charset=UTF-8"}
        return Response(200, headers=headers, body=self.noise + json.dumps(response.fields).encode())

    @route("GET", "/")
    def home(self, _: Request) -> Response:
        """Return the home page, which names the API."""
        return self._home()

    @route("GET", "/wp-json/")
    def index(self, _: Request) -> Response:
        """Return the index of the API."""
        offered = {"application-passwords": {"endpoints": {"authorization": f"{self.url}/wp-admin/authorize.php"}}}
        return Response(
            200,
            {
                "name": "Garden",
                "url": self.url,
                "namespaces": ["oembed/1.0", "wp/v2"],
                "authentication": offered if self.accepts_passwords else [],
            },
        )

    @route("GET", "/wp-json/wp/v2/users/me")
    def me(self, request: Request) -> Response:
        """Return the user of the credentials."""
        if self.user is None:
            raise Refused(401, _fault("rest_not_logged_in", "You are not currently logged in.", 401))
        row: dict[str, Any] = {"id": self.user.id, "slug": self.user.name, "name": self.user.name}
        if request.first("context") == "edit":
            row |= {"roles": [self.user.role], "capabilities": dict.fromkeys(sorted(ROLES[self.user.role]), True)}
        return Response(200, row)

    @route("GET", "/wp-json/wp/v2/users")
    def authors(self, request: Request) -> Response:
        """Visitors see the users that have published something."""
        ids = {post["author"] for post in self.posts.values() if post["status"] == "publish"}
        names = [user.name for user in self.users if user.id in ids]
        return Response(200, [{"id": 1, "slug": name} for name in names if name == request.first("slug", name)])

    def _home(self) -> Response:
        return Response(200, headers={"Content-Type": "text/html; charset=UTF-8", **self._link()}, body=HOME)

    def _link(self) -> dict[str, str]:
        root = f"{self.url}/wp-json/" if self.has_permalinks else f"{self.url}/index.php?rest_route=/"
        return {"Link": f'<{root}>; rel="https://api.w.org/"'} if self.has_api else {}


class _Page(Refused):
    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def _fault(code: str, message: str, status: int) -> dict[str, Any]:
    return {"code": code, "message": message, "data": {"status": status}}


def _with_fields(response: Response, request: Request) -> Response:
    names = [name for name in request.first("_fields").split(",") if name]
    if response.body is not None or response.status >= 400 or not names:
        return response
    rows = response.fields
    chosen = [only_fields(row, names) for row in rows] if isinstance(rows, list) else only_fields(rows, names)
    return replace(response, fields=chosen)
