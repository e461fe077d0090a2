"""The server in front of a real Bluesky server, which tests use as they use the one on loopback."""

import json
from typing import Any, Self

from fsp.destinations.bluesky.platform import BlueskyPlatform
from fsp.destinations.bluesky.record import COLLECTION
from fsp.destinations.contract import Tools
from fsp.destinations.session_store import MemorySession
from testbed.platforms.forwarding import ForwardingServer
from testbed.platforms.messages import Request, Response
from testbed.platforms.real.bluesky import HANDLE, PASSWORD, RealBluesky
from testbed.processes import free_port

PUT = "POST /xrpc/com.atproto.repo.putRecord"


class BlueskyProxy(ForwardingServer):
    """Forwards to the server. Its posts are read from the server each time."""

    def __init__(self, site: RealBluesky, session: MemorySession) -> None:
        self.site = site
        self.session = session
        """The session of all platforms of a test run: the server allows 30 logins in five minutes."""
        self._token, self._did, self._fixed_port = "", "", 0
        super().__init__(site.url, creates="")

    @property
    def posts(self) -> dict[str, dict[str, Any]]:
        """Return the records by address."""
        query: dict[str, Any] = {"repo": self.did, "collection": COLLECTION, "limit": 100}
        records = json.loads(self._ask("GET", "com.atproto.repo.listRecords", **query).body or b"{}")["records"]
        return {record["uri"]: record["value"] for record in records}

    @posts.setter
    def posts(self, value: dict[str, dict[str, Any]]) -> None:
        """Ignore the empty start of the base."""

    @property
    def did(self) -> str:
        """Return the id of the account; log in first."""
        if not self._did:
            headers = {"content-type": "application/json"}
            body = json.dumps({"identifier": HANDLE, "password": PASSWORD}).encode()
            answer = json.loads(
                self.ask("POST", "/xrpc/com.atproto.server.createSession", headers=headers, body=body).body or b"{}"
            )
            self._token, self._did = answer["accessJwt"], answer["did"]
        return self._did

    def start(self, port: int = 0) -> Self:
        """Listen at the same port in all tests: a session belongs to an address."""
        self._fixed_port = port or self._fixed_port or free_port()
        return super().start(self._fixed_port)

    def account(self, tools: Tools, *, password: str = "", handle: str = HANDLE, **settings: Any) -> BlueskyPlatform:
        """Return a platform through this server."""
        values = {"handle": handle, "service": self.url, **settings}
        credentials = BlueskyPlatform.CredentialsModel(app_password=password or self.site.app_password)
        return BlueskyPlatform(BlueskyPlatform.SettingsModel(**values), credentials, tools)  # type: ignore[arg-type]

    def forward(self, request: Request) -> Response:
        """Send a request on, and note which records are new."""
        response = super().forward(request)
        if f"{request.method} {request.path}" == PUT and response.status == 200:
            fields, uri = json.loads(request.body), json.loads(response.body or b"{}")["uri"]
            if fields.get("swapRecord") is None:
                self.created.append(uri)
        return response

    def write(self, method: str, **fields: Any) -> Any:
        """Call a method of the test itself on the posts of the account."""
        did = self.did
        body = json.dumps({"repo": did, "collection": COLLECTION, **fields}).encode()
        return json.loads(self._ask("POST", f"com.atproto.repo.{method}", body).body or b"{}")

    def reset(self) -> None:
        """Delete all posts, and forget what earlier tests did."""
        while posts := self.posts:
            for uri in posts:
                self.write("deleteRecord", rkey=uri.rpartition("/")[2])
        self.created, self.requests, self._faults = [], [], []
        self.released.clear()

    def _ask(self, method: str, name: str, body: bytes = b"", **query: Any) -> Response:
        _ = self.did
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        return self.ask(method, f"/xrpc/{name}", headers=headers, body=body, **query)
