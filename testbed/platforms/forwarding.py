"""A server on loopback in front of a real one: it logs, injects faults, and counts what was created."""

import http.client
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from testbed.platforms.messages import Request, Response
from testbed.platforms.server import PlatformServer

_NOT_FORWARDED = frozenset({"connection", "content-length", "transfer-encoding", "host", "date", "server"})
TIMEOUT_SECONDS = 60


class ForwardingServer(PlatformServer):
    """Sends each request to the real server at `target`. `creates` names the requests that create a post."""

    keeps_host: ClassVar[bool] = False
    """Whether the real server gets the host of the request, as it must if the host is signed."""

    def __init__(self, target: str, *, creates: str) -> None:
        super().__init__()
        self.target = target
        self.creates = creates

    def respond_to(self, request: Request) -> Response:
        response = self.forward(request)
        if f"{request.method} {request.path}" == self.creates and response.status == 201:
            self.created.append(self.id_in(response))
        return response

    def forward(self, request: Request) -> Response:
        """Send a request to the real server and return its answer."""
        target = urlsplit(self.target)
        query = f"?{urlencode(request.query, doseq=True)}" if request.query else ""
        connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=TIMEOUT_SECONDS)
        headers = {name: value for name, value in request.headers.items() if name not in _NOT_FORWARDED}
        headers["host"] = request.headers.get("host", "") if self.keeps_host else target.netloc
        try:
            connection.request(request.method, f"{request.path}{query}", body=request.body, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in _NOT_FORWARDED}
        return Response(answer.status, None, headers, body)

    def id_in(self, response: Response) -> str:
        """Return the id of the created post."""
        raise NotImplementedError

    def ask(self, method: str, path: str, *, headers: dict[str, str], body: bytes = b"", **query: Any) -> Response:
        """Send a request of the test itself, which is neither logged nor given a fault."""
        values = {name: [str(value)] for name, value in query.items()}
        return self.forward(Request(method, path, values, headers, body))
