"""A threaded gunicorn worker that starts a thread only for complete requests.

Otherwise a client with an incomplete request could hold a thread indefinitely, and a few of them would block every
page. Incomplete requests wait in the worker's event loop, which uses no thread, for a limited time.
"""

import contextlib
import selectors
import socket
import struct
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from fsp.web.arriving_request import ArrivingRequest

ARRIVAL_SECONDS = 30.0
"""A request of 1 MB needs 0.3 Mbit/s to arrive in time."""
STOPPING_SECONDS = 1.0
LINGER_SECONDS = 2.0
RECEIVE_SECONDS = 10
"""How long a thread waits for more of a body that is too large to wait for here."""
MAX_WAITING_BYTES = 64 * 1024 * 1024
"""The total size of all incomplete requests. Above it, the largest are dropped."""
PIECE_BYTES = 64 * 1024

_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc]
    """Passes connections to its threads when their request is complete."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.arriving: dict[Any, tuple[ArrivingRequest, float]] = {}
        """Connections with what has arrived of their request, and until when the rest may come; oldest first."""
        self.lingering: dict[Any, float] = {}
        """Connections that were answered and wait for their client to close, and until when."""
        self.waiting_bytes = 0
        self.clock = time.monotonic

    def enqueue_req(self, conn: Any) -> None:
        """Wait for the request of a connection, then pass it to a thread. gunicorn calls this in the event loop."""
        if self.cfg.is_ssl or conn.is_http2:
            super().enqueue_req(conn)
            return
        buffered = conn.parser.unreader.take_buffered() if conn.parser else b""
        self.arriving[conn] = (ArrivingRequest(buffered), self.clock() + ARRIVAL_SECONDS)
        self.waiting_bytes += len(buffered)
        conn.sock.settimeout(0.0)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_piece, conn))
        self._go_on_if_whole(conn)
        if conn in self.arriving:
            self._on_piece(conn, conn.sock)

    def murder_pending(self) -> None:
        """Close connections that did not complete in time. gunicorn calls this once a second."""
        super().murder_pending()
        now = self.clock()
        for conn, (request, deadline) in list(self.arriving.items()):
            ends_at = deadline if self.alive else min(deadline, deadline - ARRIVAL_SECONDS + STOPPING_SECONDS)
            if now >= ends_at:
                self._drop(conn, answer=_TOO_SLOW if request.bytes else b"")

        for conn in [conn for conn, deadline in self.lingering.items() if now >= deadline]:
            self._close(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Keep a connection for the next request, or close it after its client has read the response.

        gunicorn itself would wait for that in the event loop, for two seconds per connection.
        """
        if not fs.cancelled() and fs.exception() is None and fs.result():
            super().finish_request(conn, fs)
            return
        self.lingering[conn] = self.clock() + LINGER_SECONDS
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.settimeout(0.0)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_leftover, conn))
        except (OSError, ValueError, KeyError):
            self._close(conn)

    def _on_leftover(self, conn: Any, _sock: object) -> None:
        try:
            is_more = bool(conn.sock.recv(PIECE_BYTES))
        except BlockingIOError:
            return
        except OSError:
            is_more = False
        if not is_more:
            self._close(conn)

    def _on_piece(self, conn: Any, _sock: object) -> None:
        request, _ = self.arriving[conn]
        try:
            data = conn.sock.recv(PIECE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self._drop(conn)
            return
        if not data:
            self._drop(conn)
            return
        request.add(data)
        self.waiting_bytes += len(data)
        self._go_on_if_whole(conn)
        self._make_room()

    def _go_on_if_whole(self, conn: Any) -> None:
        request, _ = self.arriving[conn]
        if not request.is_whole:
            if request.waits_for_leave:
                request.waits_for_leave = False
                with contextlib.suppress(OSError):
                    conn.sock.send(_GO_ON)
            return
        self._forget(conn)
        conn.init()
        conn.sock.settimeout(None)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", RECEIVE_SECONDS, 0))
        conn.parser.unreader.unread(bytes(request.bytes))
        conn.data_ready = True
        super().enqueue_req(conn)

    def _make_room(self) -> None:
        while self.waiting_bytes > MAX_WAITING_BYTES:
            self._drop(max(self.arriving, key=lambda conn: len(self.arriving[conn][0].bytes)), answer=_TOO_SLOW)

    def _drop(self, conn: Any, *, answer: bytes = b"") -> None:
        self._forget(conn)
        if answer:
            with contextlib.suppress(OSError):
                conn.sock.send(answer)
        self._close(conn)

    def _close(self, conn: Any) -> None:
        if self.lingering.pop(conn, None) is not None:
            self._unregister(conn)
        self.nr_conns -= 1
        conn.close()

    def _forget(self, conn: Any) -> None:
        request, _ = self.arriving.pop(conn)
        self.waiting_bytes -= len(request.bytes)
        self._unregister(conn)

    def _unregister(self, conn: Any) -> None:
        with contextlib.suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
