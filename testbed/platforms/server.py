"""The base of the platforms' loopback servers: routes, a request log, what was created, and faults.

A platform's server is a subclass whose methods are marked with `route`. It keeps what it creates in `posts` and
`uploads`, so that a test counts them.
"""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, unquote, urlsplit

from fsp.clock import utc_now
from testbed.platforms.faults import Fault, fault
from testbed.platforms.messages import Refused, Request, Response

MAX_SLOW_SECONDS = 30
Handler = Callable[..., Response]


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Mark a method of a server as the handler of a path: a regular expression whose named groups are arguments."""

    def mark(handler: Handler) -> Handler:
        handler.route = (method, re.compile(path))  # type: ignore[attr-defined]
        return handler

    return mark


class PlatformServer:
    """A platform on loopback. Its handlers run one at a time, as in the transaction of a real server."""

    routes: ClassVar[list[tuple[str, re.Pattern[str], str]]] = []

    def __init_subclass__(cls) -> None:
        marked = [(name, handler) for name, handler in vars(cls).items() if hasattr(handler, "route")]
        cls.routes = [*((*handler.route, name) for name, handler in marked), *cls.routes]

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        """What is there now, by id."""
        self.created: list[str] = []
        """The id of each post that was ever created, to count doubled ones."""
        self.uploads: dict[str, dict[str, Any]] = {}
        self.requests: list[Request] = []
        self.log: list[tuple[Request, int]] = []
        """Each request with the status of its answer; 0 if the connection was cut."""
        self.choose_fault: Callable[[Request], Fault | None] = lambda _request: None
        """A chaos run's own choice of faults, used when none was asked for by `fail_next`."""
        self.clock: Callable[[], datetime] = utc_now
        """The server's clock, which the header `Date` shows."""
        self.tls: ssl.SSLContext | None = None
        """Its certificate, to be set before it starts; by default it has no TLS."""
        self.released = threading.Event()
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._next_id = 1000

    @property
    def port(self) -> int:
        """Return the port; the server must be running."""
        assert self._server
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Return the address, without a trailing slash."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def start(self, port: int = 0) -> Self:
        """Listen on loopback; on a free port by default."""
        handler = type("BoundHandler", (_Handler,), {"platform": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop listening, and end slow answers."""
        self.released.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Run the server within a block."""
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def fail_next(self, kind: int | str, *, count: int = 1, **details: Any) -> None:
        """Give the next `count` fitting requests a fault (see `faults.fault`)."""
        with self._lock:
            self._faults += [fault(kind, **details)] * count

    @property
    def faults_left(self) -> int:
        """Return how many planned faults no request has met."""
        return len(self._faults)

    def sent(self, start: str) -> list[Request]:
        """Return the requests whose "METHOD /path" starts with a text."""
        return [request for request in self.requests if f"{request.method} {request.path}".startswith(start)]

    def new_id(self) -> str:
        """Return the next id."""
        self._next_id += 1
        return str(self._next_id)

    def keep(self, post_id: str, post: dict[str, Any]) -> dict[str, Any]:
        """Store a new post."""
        self.posts[post_id] = post
        self.created.append(post_id)
        return post

    def before(self, request: Request) -> None:
        """Refuse a request before its handler, for example without a valid token."""

    def receive(self, request: Request) -> tuple[Response | None, bool]:
        """Return the answer, None for a connection that is cut; and whether it is slow."""
        with self._lock:
            self.requests.append(request)
            planned = next((fault for fault in self._faults if fault.fits(request)), None)
            if planned:
                self._faults.remove(planned)
            chosen = planned or self.choose_fault(request) or Fault()
            response = None if chosen.is_before else self.respond_to(request)
            answer = None if chosen.cut else chosen.response or response
            self.log.append((request, answer.status if answer else 0))
        return answer, chosen.is_slow and not chosen.cut

    def respond_to(self, request: Request) -> Response:
        try:
            self.before(request)
            for method, path, name in self.routes:
                match = path.fullmatch(request.path)
                if match and method == request.method:
                    handler: Handler = getattr(self, name)
                    return handler(request, **{key: unquote(value) for key, value in match.groupdict().items()})
            return Response(404, {"error": "Not Found"})
        except Refused as refused:
            return refused.response


class _Handler(BaseHTTPRequestHandler):
    platform: PlatformServer
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        query = parse_qs(address.query, keep_blank_values=True)
        response, is_slow = self.platform.receive(Request(self.command, address.path, query, headers, body))
        if is_slow:
            self.platform.released.wait(MAX_SLOW_SECONDS)
        if response is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        answer_headers, content = response.encoded()
        self.send_response(response.status)
        for name, value in answer_headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_PROPFIND = do_MKCOL = answer  # noqa: N815

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the time of the answer by the server's clock."""
        return formatdate(self.platform.clock().timestamp() if timestamp is None else timestamp, usegmt=True)

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
