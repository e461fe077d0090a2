"""A Ghost site in tests, on loopback or real, and what its API answers without FSP."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fsp.clock import utc_now
from fsp.destinations.contract import Post, Tools
from fsp.destinations.ghost.platform import Ghost
from fsp.destinations.ghost.settings import GhostCredentials, GhostSettings
from fsp.destinations.ghost.token import make_token
from fsp.security.guarded_http import Answer
from testbed.platforms.server import PlatformServer
from tests.destinations.tools import MemoryUploads, client, tools


@dataclass
class Site:
    """A site with the Admin API key of an integration."""

    server: PlatformServer
    key: str
    now: Callable[[], datetime] = utc_now
    uploads: MemoryUploads = field(default_factory=MemoryUploads)

    def account(self, *, key: str = "", with_tools: Tools | None = None, **settings: Any) -> Ghost:
        """Return the platform as a new process makes it, with the uploads of earlier ones."""
        account_settings = GhostSettings(**{"url": self.server.url, **settings})
        secret = GhostCredentials.model_validate({"admin_api_key": key or self.key})
        return Ghost(account_settings, secret, with_tools or tools(uploads=self.uploads, now=self.now))

    def ask(self, method: str, route: str, content: Any = None, **query: Any) -> Answer:
        """Send a request to the Admin API, past FSP."""
        headers = {"Authorization": f"Ghost {make_token(self.key, self.now())}", "Content-Type": "application/json"}
        body = b"" if content is None else json.dumps(content).encode()
        url = f"{self.server.url}/ghost/api/admin{route}?{urlencode(query)}"
        return client().request(method, url, headers=headers, body=body)

    def write(self, **fields: Any) -> dict[str, Any]:
        """Create a post and return it."""
        answer = self.ask("POST", "/posts/", {"posts": [fields]}, source="html", formats="html")
        row: dict[str, Any] = json.loads(answer.body)["posts"][0]
        return row

    def edit(self, number: str, **fields: Any) -> Answer:
        """Change a post as another program does."""
        fields = {"updated_at": self.stored(number)["updated_at"], **fields}
        return self.ask("PUT", f"/posts/{number}/", {"posts": [fields]}, source="html")

    def stored(self, number: str) -> dict[str, Any]:
        """Return a post."""
        answer = self.ask("GET", f"/posts/{number}/", formats="html", include="tags")
        row: dict[str, Any] = json.loads(answer.body)["posts"][0]
        return row

    def all_posts(self) -> list[dict[str, Any]]:
        """Return all posts in every status."""
        answer = self.ask("GET", "/posts/", limit=100, formats="html", include="tags")
        rows: list[dict[str, Any]] = json.loads(answer.body)["posts"]
        return rows

    def tag_names(self) -> list[str]:
        """Return the names of the tags that readers see."""
        rows = json.loads(self.ask("GET", "/tags/", limit=100).body)["tags"]
        return sorted(row["name"] for row in rows if not row["name"].startswith("#"))


def due(post: Post, site: Site) -> Post:
    """Return a post that is due now, by the clock of the test."""
    return replace(post, published_at=site.now())
