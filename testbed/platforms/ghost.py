"""A Ghost site on loopback: the Admin API as version 6.65 answers it, its oddities included."""

from typing import Any

from testbed.platforms.ghost_errors import not_found, refused
from testbed.platforms.ghost_posts import API, PostRoutes
from testbed.platforms.ghost_tokens import check_token
from testbed.platforms.messages import Request, Response
from testbed.platforms.server import route

INTEGRATION = "6b0d93ac0e796f5e18a98ea1"
STAFF = "6b0d93ac0e796f5e18a98eff"
STAFF_USER = "6b0d93ac0e796f5e18a98e01"
SECRET = "0123456789abcdef" * 4
MAX_BODY_BYTES = 50_000_000


class GhostServer(PostRoutes):
    """The site. `keys` are secrets by the id of their key: of an integration and of a staff user."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = {INTEGRATION: SECRET, STAFF: SECRET}
        self.staff_role = "Contributor"
        self.key_id = ""
        """The key of the request that is handled."""

    @property
    def admin_api_key(self) -> str:
        """Return the key of the integration."""
        return f"{INTEGRATION}:{SECRET}"

    @property
    def staff_token(self) -> str:
        """Return the token of a staff user."""
        return f"{STAFF}:{SECRET}"

    def before(self, request: Request) -> None:
        """Check the size and the token of a request for the API."""
        if not request.path.startswith(API) or request.path == f"{API}/site/":
            return
        if len(request.body) > MAX_BODY_BYTES:
            text = "An unexpected error occurred, please try again."
            raise refused(413, "InternalServerError", text, "request entity too large", "UNEXPECTED_ERROR")
        self.key_id = check_token(request.headers.get("authorization", ""), self.keys, self.clock())

    def respond_to(self, request: Request) -> Response:
        response = super().respond_to(request)
        if response.status == 404 and response.fields == {"error": "Not Found"}:
            return Response(404, headers={"Content-Type": "text/html"}, body=b"<h1>404</h1>")
        if response.status == 400 and response.fields == {"error": "The body is not JSON."}:
            text = "An unexpected error occurred, please try again."
            return refused(400, "InternalServerError", text, "Unexpected token", "UNEXPECTED_ERROR").response
        return response

    @route("GET", f"{API}/site/")
    def site(self, _: Request) -> Response:
        """Return what the site says about itself to anybody."""
        return Response(200, {"site": {"title": "Garden", "url": f"{self.url}/", "version": "6.65"}})

    @route("GET", f"{API}/users/me/")
    def me(self, _: Request) -> Response:
        """Return the staff user of the token. The key of an integration has none."""
        if self.key_id != STAFF:
            raise not_found("user")
        return Response(200, {"users": [{"id": STAFF_USER, "slug": "carl", "roles": [{"name": self.staff_role}]}]})

    def check_author(self, fields: dict[str, Any]) -> None:
        """Refuse what a staff user may not send. Ghost itself fails if an Author says who may read a post."""
        role = self.staff_role if self.key_id == STAFF else ""
        if role not in {"Author", "Contributor"}:
            return
        is_own = [author.get("id") for author in fields.get("authors", [])] == [STAFF_USER]
        if not is_own or (role == "Contributor" and fields.get("status") != "draft"):
            text = "Permission error, cannot save post."
            raise refused(403, "NoPermissionError", text, "You do not have permission to add posts")
        if role == "Author" and "visibility" in fields:
            text = "Internal server error, cannot save post."
            raise refused(500, "InternalServerError", text, "The server has encountered an error.")
        if role == "Contributor":
            fields.pop("tags", None)
