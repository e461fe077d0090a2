"""A WordPress site in tests, on loopback or real: its users, and what its API answers without FSP."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from fsp.destinations.contract import Post, Tools
from fsp.destinations.wordpress.platform import WordPress
from fsp.destinations.wordpress.settings import WordPressCredentials, WordPressSettings
from fsp.security.guarded_http import Answer
from testbed.platforms.server import PlatformServer
from tests.destinations.tools import MemoryUploads, client, tools

STATUSES = "publish,future,draft,pending,private,trash"


@dataclass
class Site:
    """A site. `passwords` are the application passwords of `admin`, `author` and `contributor`."""

    server: PlatformServer
    passwords: dict[str, str]
    now: Callable[[], Any]
    has_permalinks: bool = True
    uploads: MemoryUploads = field(default_factory=MemoryUploads)

    def account(
        self, user: str = "admin", *, password: str = "", with_tools: Tools | None = None, **settings: Any
    ) -> WordPress:
        """Return the platform as a new process makes it, with the uploads of earlier ones."""
        account_settings = WordPressSettings(**{"url": self.server.url, "username": user, **settings})
        secret = WordPressCredentials(application_password=password or self.passwords.get(user, "none"))
        return WordPress(account_settings, secret, with_tools or tools(uploads=self.uploads, now=self.now))

    def ask(
        self, method: str, route: str, *, user: str = "admin", in_query: dict[str, str] | None = None, **fields: Any
    ) -> Answer:
        """Send a request to the API as this user, past FSP. Fields of a GET are its query."""
        token = base64.b64encode(f"{user}:{self.passwords.get(user, '')}".encode()).decode()
        query = urlencode({"rest_route": f"/{route}", **(in_query or {}), **(fields if method == "GET" else {})})
        body = b"" if method == "GET" else json.dumps(fields).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Basic {token}"} if user else {})
        return client().request(method, f"{self.server.url}/index.php?{query}", headers=headers, body=body)

    def get(self, route: str, **query: Any) -> Any:
        """Return the JSON of a GET as the administrator."""
        return json.loads(self.ask("GET", route, **query).body)

    def post(self, route: str, **fields: Any) -> Any:
        """Return the JSON of a POST as the administrator."""
        return json.loads(self.ask("POST", route, **fields).body)

    def delete(self, route: str) -> None:
        """Delete something for good."""
        self.ask("DELETE", route, in_query={"force": "true"})

    def stored(self, number: str | int) -> dict[str, Any]:
        """Return a post as it is stored and shown."""
        row: dict[str, Any] = self.get(f"wp/v2/posts/{number}", context="edit")
        return row

    def all_posts(self) -> list[dict[str, Any]]:
        """Return all posts in every status, the oldest first."""
        query = {"status": STATUSES, "context": "edit", "per_page": 100, "orderby": "id", "order": "asc"}
        rows: list[dict[str, Any]] = self.get("wp/v2/posts", **query)
        return rows


def due(post: Post, site: Site) -> Post:
    """Return a post that is due now, by the clock of the test."""
    return replace(post, published_at=site.now())
