"""A connection whose reads and writes share one time limit, and end when their caller wants to stop."""

import select
import ssl
from collections.abc import Callable
from typing import Any

import httpcore2

CHECK_SECONDS = 0.2
"""How often a waiting read asks whether to stop."""
MAX_SECONDS = 10.0


class OutOfTime(httpcore2.ReadTimeout):
    """The time limit of the whole request was exceeded."""


class RequestStopped(Exception):
    """The caller stopped a request while its response was awaited."""


class TimedStream(httpcore2.NetworkStream):
    """A stream with the time that is left as its limit. `should_stop` is asked while a read waits."""

    def __init__(
        self,
        stream: httpcore2.NetworkStream,
        left: Callable[[], float],
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        self._stream, self._left, self._should_stop = stream, left, should_stop

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has arrived; raise RequestStopped, OutOfTime or ReadTimeout."""
        seconds = min(timeout or MAX_SECONDS, self._left())
        if self._should_stop is not None:
            self._wait(seconds, self._should_stop)
        return self._stream.read(max_bytes, min(seconds, self._left()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything."""
        self._stream.write(buffer, min(timeout or MAX_SECONDS, self._left()))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Return the stream with TLS."""
        left = min(timeout or MAX_SECONDS, self._left())
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._left, self._should_stop)

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream below knows."""
        return self._stream.get_extra_info(info)

    def _wait(self, seconds: float, should_stop: Callable[[], bool]) -> None:
        """Return when something can be read, or the time is over."""
        socket = self._stream.get_extra_info("socket")
        poll = select.poll()
        poll.register(socket, select.POLLIN)
        waited = 0.0
        while waited < seconds:
            if should_stop():
                raise RequestStopped
            # What TLS has decrypted already is no longer in the socket.
            if isinstance(socket, ssl.SSLSocket) and socket.pending():
                return
            if poll.poll(min(CHECK_SECONDS, seconds - waited) * 1000):
                return
            waited += CHECK_SECONDS
            self._left()
