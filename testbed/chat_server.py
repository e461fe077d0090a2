"""A loopback server with the OpenAI chat API that behaves as its script says, streaming or not, and counts requests."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One answer. `ending` is how a stream ends: done, no-done (closed without [DONE]), cut, or hang."""

    text: str | None = "Written."
    finish_reason: str | None = "stop"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    usage: dict[str, Any] | None = field(default_factory=lambda: {"prompt_tokens": 31, "completion_tokens": 1200})
    streams: bool = True
    """Whether it takes the wish for a stream; else it returns one JSON object."""
    parts: int = 4
    ending: str = "done"
    reasoning: str = ""
    refusal: str = ""
    body: bytes | None = None
    """The whole body in place of the one made of the text."""
    error: Any = None
    """The error of an answer outside 2xx, or in the middle of a stream."""
    lines: tuple[str, ...] = ()
    """Lines before the first part of the stream, such as comments."""
    pause_seconds: float = 0.0
    """Between the parts."""
    refuses: str = ""
    """A parameter that the server does not take: it answers 400 with a message that names it."""
    message: str = ""
    """The message of that answer."""


class _Handler(BaseHTTPRequestHandler):
    server: "ChatBed"

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append(Seen(self.path, {name.lower(): value for name, value in self.headers.items()}, content))
        reply = self.server.next_reply()
        if reply.refuses and reply.refuses in content:
            self._send(400, json.dumps({"error": {"message": reply.message or f"Unsupported: {reply.refuses}"}}))
        elif reply.status != 200:
            self._send(reply.status, reply.body or json.dumps({"error": reply.error or {"message": "no"}}), reply)
        elif reply.body is not None:
            self._send(200, reply.body, reply)
        elif content.get("stream") and reply.streams:
            self._stream(reply, has_usage=bool(content.get("stream_options")))
        else:
            self._send(200, json.dumps(_whole(reply)), reply)

    def _send(self, status: int, body: str | bytes, reply: Reply | None = None) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(data))}
        for name, value in (headers | (reply.headers if reply else {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, reply: Reply, *, has_usage: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for event in _events(reply, has_usage=has_usage):
                self.wfile.write(f"{event}\n\n".encode())
                self.wfile.flush()
                self.server.arrived.set()
                time.sleep(reply.pause_seconds)
            if reply.ending == "hang":
                self.server.released.wait(60)
        except OSError:
            self.server.hung_up.set()

    def log_message(self, *_: object) -> None:
        """Write no log."""


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    content: dict[str, Any]


class ChatBed(ThreadingHTTPServer):
    """The server. `replies` are used one after the other, the last one again and again."""

    daemon_threads = True

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies) or [Reply()]
        self.seen: list[Seen] = []
        self.arrived, self.released, self.hung_up = threading.Event(), threading.Event(), threading.Event()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Return the base URL for FSP_LLM_BASE_URL."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def next_reply(self) -> Reply:
        """Return the answer for the next request."""
        with self._lock:
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def handle_error(self, *_: object) -> None:
        """Ignore clients that hang up."""


@contextmanager
def chat_server(*replies: Reply) -> Iterator[ChatBed]:
    """Run the server for the length of the block."""
    with ChatBed(*replies) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.released.set()
        server.shutdown()


def _whole(reply: Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text}
    message |= {"reasoning_content": reply.reasoning} if reply.reasoning else {}
    message |= {"refusal": reply.refusal} if reply.refusal else {}
    answer: dict[str, Any] = {"choices": [{"index": 0, "finish_reason": reply.finish_reason, "message": message}]}
    return answer | ({"usage": reply.usage} if reply.usage else {})


def _events(reply: Reply, *, has_usage: bool) -> Iterator[str]:
    yield from reply.lines
    yield _part({"role": "assistant", "content": ""})
    if reply.reasoning:
        yield _part({"reasoning_content": reply.reasoning})
    text = reply.text or ""
    size = max(1, -(-len(text) // reply.parts))
    for start in range(0, len(text), size):
        yield _part({"content": text[start : start + size]})
    if reply.refusal:
        yield _part({"refusal": reply.refusal})
    if reply.error is not None:
        yield f"data: {json.dumps({'error': reply.error, 'choices': []})}"
    if reply.ending in {"cut", "hang"}:
        return
    yield _part({}, reply.finish_reason)
    if reply.usage and has_usage:
        yield f"data: {json.dumps({'choices': [], 'usage': reply.usage})}"
    if reply.ending == "done":
        yield "data: [DONE]"


def _part(delta: dict[str, Any], finish_reason: str | None = None) -> str:
    return f"data: {json.dumps({'choices': [{'index': 0, 'delta': delta, 'finish_reason': finish_reason}]})}"
