"""The server in front of a real Micropub server, which tests use as they use the one on loopback."""

import json
from typing import Any
from urllib.parse import urlsplit

from fsp.destinations.contract import Tools
from fsp.destinations.micropub.platform import Micropub
from fsp.destinations.micropub.settings import MicropubCredentials, MicropubSettings
from testbed.platforms.forwarding import ForwardingServer
from testbed.platforms.messages import Response
from testbed.platforms.real.micropub import RealMicropub

ENDPOINT = "/indieweb/micropub/"


class MicropubProxy(ForwardingServer):
    """Forwards to the site with the host of the request, so that addresses are those of this server."""

    keeps_host = True

    def __init__(self, site: RealMicropub) -> None:
        self.site = site
        super().__init__(site.url, creates=f"POST {ENDPOINT}")

    @property
    def posts(self) -> dict[str, dict[str, Any]]:
        """Return the entries by path."""
        content = json.loads(self._ask("GET", q="source", limit=1000).body or b"{}")
        return {item["properties"]["url"][0]: item["properties"] for item in content.get("items", [])}

    @posts.setter
    def posts(self, value: dict[str, dict[str, Any]]) -> None:
        """Ignore the empty start of the base."""

    def account(self, tools: Tools, user: str = "full", **settings: object) -> Micropub:
        """Return a platform of a user, through this server."""
        values = {"url": self.url, "endpoint": f"{self.url}{ENDPOINT}", **settings}
        token = self.site.tokens.get(user, user)
        credentials = MicropubCredentials.model_validate({"token": token})
        return Micropub(MicropubSettings.model_validate(values), credentials, tools)

    def id_in(self, response: Response) -> str:
        """Return the path of the created entry."""
        return urlsplit(response.headers["Location"]).path

    def act(self, **fields: Any) -> None:
        """Carry out an action of the test itself."""
        self._ask("POST", json.dumps(fields).encode())

    def empty(self) -> None:
        """Delete all entries."""
        for path in self.posts:
            self.act(action="delete", url=path)

    def _ask(self, method: str, body: bytes = b"", **query: Any) -> Response:
        headers = {"authorization": f"Bearer {self.site.tokens['full']}", "content-type": "application/json"}
        return self.ask(method, ENDPOINT, headers={**headers, "host": f"127.0.0.1:{self.port}"}, body=body, **query)
