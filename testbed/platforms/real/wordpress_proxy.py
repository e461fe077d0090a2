"""The server in front of a real WordPress, which tests use as they use the one on loopback."""

import base64
import json
import re
from typing import Any

from testbed.platforms.forwarding import ForwardingServer
from testbed.platforms.messages import Request, Response
from testbed.platforms.real.wordpress import RealWordPress

_STATUSES = "publish,future,draft,pending,private,trash"


class WordPressProxy(ForwardingServer):
    """Forwards to the site. Its posts are read from the site each time."""

    def __init__(self, site: RealWordPress) -> None:
        self.site = site
        super().__init__(site.url, creates="POST /wp-json/wp/v2/posts")

    @property
    def posts(self) -> dict[str, dict[str, Any]]:
        """Return the posts in every status, by id."""
        query: dict[str, Any] = {"status": _STATUSES, "context": "edit", "per_page": 100}
        rows = json.loads(self.as_admin("GET", "wp/v2/posts", **query).body or b"[]")
        return {str(row["id"]): row for row in rows}

    @posts.setter
    def posts(self, value: dict[str, dict[str, Any]]) -> None:
        """Ignore the empty start of the base."""

    def id_in(self, response: Response) -> str:
        """Return the number of the created post."""
        # A plugin may print something before the JSON.
        number = re.search(rb'"id":(\d+)', response.body or b"")
        return number[1].decode() if number else ""

    def receive(self, request: Request) -> tuple[Response | None, bool]:
        """Answer a request. The log and the faults see `?rest_route=` as a path, as those of the other server do."""
        rest_route = request.query.get("rest_route")
        if rest_route:
            query = {name: values for name, values in request.query.items() if name != "rest_route"}
            request = Request(request.method, f"/wp-json{rest_route[0]}", query, request.headers, request.body)
            request.headers["x-plain"] = "1"
        return super().receive(request)

    def forward(self, request: Request) -> Response:
        """Send a request on, in its original form."""
        if request.headers.get("x-plain"):
            route = [request.path.removeprefix("/wp-json")]
            query = {"rest_route": route, **request.query}
            request = Request(request.method, "/index.php", query, request.headers, request.body)
        return super().forward(request)

    def as_admin(self, method: str, route: str, body: bytes = b"", **query: Any) -> Response:
        """Send a request of the test itself as the administrator."""
        token = base64.b64encode(f"admin:{self.site.passwords['admin']}".encode()).decode()
        headers = {"authorization": f"Basic {token}", "content-type": "application/json"}
        return self.ask(method, "/index.php", headers=headers, body=body, rest_route=f"/{route}", **query)
