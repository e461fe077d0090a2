"""The HTTP client for user-supplied URLs: it cannot reach the internal network, and every request has a time limit."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore2
import httpx2

from fsp.errors import AddressRefused, AnswerLost, CertificateRefused, ServiceUnavailable
from fsp.security.addresses import Resolve, allowed_addresses, resolve
from fsp.security.connection_faults import is_untrusted, why_no_answer
from fsp.security.timed_stream import OutOfTime, TimedStream

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0
MAX_BODY_BYTES = 64 * 1024
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Answer:
    """A server's response. `body` is cut at the client's `max_body_bytes`."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@cache
def _ssl_context() -> ssl.SSLContext:
    """Return the shared TLS context. Loading the certificate authorities takes tens of milliseconds."""
    return httpx2.create_ssl_context()


@dataclass(frozen=True)
class GuardedClient:
    """Sends requests without redirects, proxies or connection reuse. `monotonic` returns seconds."""

    allow_internal: bool = False
    internal_setting: str = "FSP_ALERT_ALLOW_INTERNAL"
    """The setting that allows internal addresses, for error messages. Empty: there is none."""
    resolve: Resolve = resolve
    monotonic: Callable[[], float] = time.monotonic
    connect_seconds: float = CONNECT_SECONDS
    total_seconds: float = TOTAL_SECONDS
    idle_seconds: float | None = None
    """The longest wait for the next part of a response; None for the time limit of the whole request."""
    should_stop: Callable[[], bool] | None = None
    """Asked a few times a second while a response is awaited. Once it is true, RequestStopped ends the request."""
    max_body_bytes: int = MAX_BODY_BYTES
    ssl_context: ssl.SSLContext = field(default_factory=_ssl_context)

    def check(self, url: str) -> None:
        """Check a URL before it is saved; raise AddressRefused. Each request checks it again."""
        parsed = _parsed(url)
        try:
            self.addresses(parsed.host, _port(parsed))
        except ServiceUnavailable as error:
            raise AddressRefused(str(error)) from error.__cause__

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host; raise AddressRefused, or ServiceUnavailable if DNS is down."""
        return allowed_addresses(
            host,
            port,
            resolve=self.resolve,
            allow_internal=self.allow_internal,
            internal_setting=self.internal_setting,
        )

    def request(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send a request; raise AddressRefused, or ServiceUnavailable without a complete response.

        It is AnswerLost if a connection was made, because the server may have carried the request out, and
        CertificateRefused if its TLS certificate is not valid. Error messages contain only the host of the URL,
        because the rest may be a secret.
        """
        with self.stream(method, url, headers=headers, body=body) as answer:
            return Answer(answer.status, answer.headers, _first_bytes(answer.chunks, self.max_body_bytes))

    @contextmanager
    def stream(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Iterator["StreamedAnswer"]:
        """Send a request and hand its response on while it arrives; raise as `request` does.

        Leaving the block closes the connection, so the server can stop.
        """
        request = httpx2.Request(method, _parsed(url), headers=dict(headers or {}), content=body)
        total = self.total_seconds
        network = _PinnedNetwork(self, self.monotonic() + total)
        idle = min(total, self.idle_seconds or total)
        timeouts = {"connect": self.connect_seconds, "read": idle, "write": idle, "pool": 1.0}
        target = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        try:
            with (
                httpcore2.ConnectionPool(ssl_context=self.ssl_context, network_backend=network) as pool,
                pool.stream(
                    request.method,
                    target,
                    headers=request.headers.raw,
                    content=body,
                    extensions={"timeout": timeouts},
                ) as response,
            ):
                response_headers = {
                    name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
                }
                yield StreamedAnswer(response.status, response_headers, response.iter_stream())
        except OutOfTime as error:
            message = f"{request.url.host} gave no answer: it took longer than {total:.2g} s."
            raise network.fault(message) from error
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
            kind = CertificateRefused if is_untrusted(error) else ServiceUnavailable
            raise kind(f"{request.url.host} gave no answer: {why_no_answer(error)}.") from error
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise network.fault(f"{request.url.host} gave no answer: {why_no_answer(error)}.") from error


@dataclass(frozen=True)
class StreamedAnswer:
    """A response whose body is still arriving."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


def pinned_socket(
    host: str, port: int, *, allow_internal: bool, resolve: Resolve = resolve, timeout_seconds: float = CONNECT_SECONDS
) -> socket.socket:
    """Connect to a checked address of the host, for other protocols than HTTP.

    Raise AddressRefused, OSError, or ServiceUnavailable if DNS is down.
    """
    addresses = allowed_addresses(host, port, resolve=resolve, allow_internal=allow_internal)
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), timeout_seconds)
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), timeout_seconds)


def _parsed(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, TypeError) as error:
        raise AddressRefused("The URL cannot be read; give one such as https://example.org/hook.") from error
    if parsed.scheme not in PORTS or not parsed.host:
        raise AddressRefused(f'The URL must start with http:// or https:// and name a host, got "{parsed.scheme}".')
    if parsed.userinfo:
        raise AddressRefused("The URL must not hold a user or a password before its host.")
    return parsed


def _port(url: httpx2.URL) -> int:
    return url.port or PORTS[url.scheme]


def _first_bytes(chunks: Iterator[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) >= max_bytes:
            break
    return bytes(body[:max_bytes])


class _PinnedNetwork(httpcore2.NetworkBackend):
    """Resolves a name once, checks the addresses, and connects to a checked one. TLS and Host still use the name."""

    def __init__(self, client: GuardedClient, deadline: float) -> None:
        self._client, self._deadline = client, deadline
        self._network = httpcore2.SyncBackend()
        self._is_connected = False

    def fault(self, message: str) -> ServiceUnavailable:
        """Return the error of a request without a complete response."""
        return AnswerLost(message) if self._is_connected else ServiceUnavailable(message)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        client = self._client
        addresses = client.addresses(host, port)
        for index, address in enumerate(addresses):
            left = min(timeout or client.connect_seconds, self._left())
            try:
                stream = self._network.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if index == len(addresses) - 1:
                    raise
                continue
            self._is_connected = True
            return TimedStream(stream, self._left, client.should_stop)
        raise httpcore2.ConnectError("no address")

    def _left(self) -> float:
        left = self._deadline - self._client.monotonic()
        if left <= 0:
            raise OutOfTime
        return left
