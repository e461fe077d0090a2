"""The server in front of a real Ghost, which tests use as they use the one on loopback."""

import json
from typing import Any

from fsp.clock import utc_now
from fsp.destinations.ghost.token import make_token
from testbed.platforms.forwarding import ForwardingServer
from testbed.platforms.messages import Response
from testbed.platforms.real.ghost import RealGhost

API = "/ghost/api/admin"


class GhostProxy(ForwardingServer):
    """Forwards to the site. Its posts are read from the site each time."""

    def __init__(self, site: RealGhost) -> None:
        self.site = site
        super().__init__(site.url, creates=f"POST {API}/posts/")

    @property
    def posts(self) -> dict[str, dict[str, Any]]:
        """Return the posts in every status, by id."""
        rows = json.loads(self.as_integration("GET", "/posts/", limit=100, formats="html").body or b"{}").get(
            "posts", []
        )
        return {row["id"]: row for row in rows}

    @posts.setter
    def posts(self, value: dict[str, dict[str, Any]]) -> None:
        """Ignore the empty start of the base."""

    def empty(self) -> None:
        """Delete all posts and tags."""
        for number in self.posts:
            self.as_integration("DELETE", f"/posts/{number}/")
        for tag in json.loads(self.as_integration("GET", "/tags/", limit=100).body or b"{}").get("tags", []):
            self.as_integration("DELETE", f"/tags/{tag['id']}/")

    def id_in(self, response: Response) -> str:
        """Return the id of the created post."""
        return str(json.loads(response.body or b"{}")["posts"][0]["id"])

    def as_integration(self, method: str, route: str, content: Any = None, **query: Any) -> Response:
        """Send a request of the test itself."""
        token = make_token(self.site.admin_api_key, utc_now())
        headers = {"authorization": f"Ghost {token}", "content-type": "application/json"}
        body = b"" if content is None else json.dumps(content).encode()
        return self.ask(method, f"{API}{route}", headers=headers, body=body, **query)
