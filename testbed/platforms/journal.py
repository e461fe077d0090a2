"""A platform made for tests: it doubles what is sent twice, as most real ones do, and can look a post up by its key."""

from typing import Any

from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route


class JournalServer(PlatformServer):
    """Keeps posts with a key, a title and a text. Each POST creates another post, whatever its key."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []
        """The key of each post that was ever created."""

    @route("POST", "/posts")
    def create(self, request: Request) -> Response:
        """Create a post."""
        post_id = self.new_id()
        self.keys.append(request.json["key"])
        self.keep(post_id, dict(request.json))
        return Response(201, self._shown(post_id))

    @route("GET", "/posts")
    def find(self, request: Request) -> Response:
        """List the posts with a key."""
        key = request.query["key"][0]
        return Response(200, [self._shown(post_id) for post_id, post in self.posts.items() if post["key"] == key])

    @route("GET", "/posts/(?P<post_id>[0-9]+)")
    def read(self, request: Request, post_id: str) -> Response:  # noqa: ARG002
        """Return a post."""
        return Response(200, self._shown(post_id))

    @route("PUT", "/posts/(?P<post_id>[0-9]+)")
    def update(self, request: Request, post_id: str) -> Response:
        """Replace a post."""
        self._shown(post_id)
        self.posts[post_id] = dict(request.json)
        return Response(200, self._shown(post_id))

    @route("DELETE", "/posts/(?P<post_id>[0-9]+)")
    def remove(self, request: Request, post_id: str) -> Response:  # noqa: ARG002
        """Delete a post."""
        self._shown(post_id)
        del self.posts[post_id]
        return Response(204)

    def _shown(self, post_id: str) -> dict[str, Any]:
        if post_id not in self.posts:
            raise Refused(404, {"error": "Not Found"})
        return {"id": post_id, "url": f"{self.url}/{post_id}", **self.posts[post_id]}
