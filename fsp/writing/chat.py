"""Sends one request to a server with the OpenAI chat API and reads its answer while it arrives."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fsp.clock import utc_now
from fsp.errors import AddressRefused, AnswerLost, ServiceUnavailable
from fsp.jobs.run_context import find_run
from fsp.security.guarded_http import GuardedClient, StreamedAnswer
from fsp.security.timed_stream import RequestStopped
from fsp.settings import Settings
from fsp.writing.chat_errors import SETTINGS, error_text, message_of, refuse, status_of, whole
from fsp.writing.completion import Completion, Gathered
from fsp.writing.endpoint import ChatRequest, Dialect, chat_headers, chat_url
from fsp.writing.event_stream import DONE, BrokenStream, events_of

MAX_ANSWER_BYTES = 2 * 1024 * 1024
MAX_TOKEN_BYTES = 8
"""More than the tokens of any text have on average, so a longer answer has more tokens than were allowed."""
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 120.0
"""The longest wait for the next part. A model may think before it sends the first."""
TOTAL_SECONDS = 900.0
STREAM_STARTS = (b"data:", b"event:", b":")
"""Some servers send a stream with the media type of something else."""
GATE = "language-model"
CANCELLED = "cancelled"


@dataclass(frozen=True)
class ChatServer:
    """The address and settings of a language model server. `monotonic` returns seconds."""

    base_url: str
    model: str
    api_key: str = ""
    monotonic: Callable[[], float] = time.monotonic

    @classmethod
    def of(cls, settings: Settings, model: str = "") -> "ChatServer":
        """Return the server that the settings name, with another model if one is given."""
        return cls(settings.llm_base_url or "", model or settings.llm_model or "", settings.llm_api_key or "")

    def ask(
        self,
        request: ChatRequest,
        *,
        on_text: Callable[[str], object] = lambda _: None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Completion:
        """Return the answer; raise ServiceUnavailable or PermanentFailure if there is none.

        It is AnswerLost if the server may have done the work. An answer that ends early is returned as far as it came.
        """
        gathered = Gathered(on_text)
        try:
            return self._completed(request, gathered, should_stop)
        except RequestStopped:
            return gathered.cut(CANCELLED)
        except (AnswerLost, BrokenStream) as error:
            if gathered.has_anything:
                return gathered.cut(f"The stream ended early: {error}")
            text = str(error).rstrip(".")
            raise AnswerLost(f"The language model's server sent no complete answer: {text}.") from error
        except (AddressRefused, UnicodeError) as error:
            raise ServiceUnavailable(f"The language model's server cannot be reached: {error}") from error

    def _completed(
        self, request: ChatRequest, gathered: Gathered, should_stop: Callable[[], bool] | None
    ) -> Completion:
        dialect: Dialect | None = Dialect()
        while dialect is not None:
            with self._sent(request, dialect, should_stop) as answer:
                _heed(answer)
                if answer.status in range(200, 300):
                    return self._read(answer, gathered, max_bytes=request.max_tokens * MAX_TOKEN_BYTES)
                message = message_of(_first_bytes(answer.chunks))
                is_fault = answer.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
                dialect = dialect.after(message) if is_fault else None
                if dialect is None:
                    refuse(answer.status, message, model=self.model, headers=answer.headers, now=utc_now())
        raise AssertionError

    def _sent(self, request: ChatRequest, dialect: Dialect, should_stop: Callable[[], bool] | None) -> Any:
        # The model often runs in the internal network, and only the operator sets its address.
        client = GuardedClient(
            allow_internal=True,
            monotonic=self.monotonic,
            connect_seconds=CONNECT_SECONDS,
            total_seconds=TOTAL_SECONDS,
            idle_seconds=IDLE_SECONDS,
            should_stop=should_stop,
        )
        headers = chat_headers(self.base_url, self.api_key, request.key)
        body = json.dumps(dialect.body(self.model, request)).encode()
        return client.stream("POST", chat_url(self.base_url), headers=headers, body=body)

    def _read(self, answer: StreamedAnswer, gathered: Gathered, *, max_bytes: int) -> Completion:
        if "event-stream" not in answer.headers.get("content-type", ""):
            body = _first_bytes(answer.chunks)
            if not body.lstrip().startswith(STREAM_STARTS):
                # Some servers ignore the wish for a stream.
                self._add(_object(body), gathered)
                gathered.is_done = True
                return gathered.completed() if gathered.has_anything else _without_text(self.model)
            chunks = iter((body,))
        else:
            chunks = _bounded(answer.chunks)
        for data in events_of(chunks):
            if data.strip() == DONE:
                gathered.is_done = True
                break
            self._add(_object(data.encode()), gathered)
            if gathered.byte_count > max_bytes:
                # Each further token would be paid, and no budget has room for it.
                raise BrokenStream("it is longer than max_tokens allows, so it was stopped")
        if not gathered.has_anything and not gathered.is_done:
            raise BrokenStream("the stream ended before it began")
        return gathered.completed()

    def _add(self, part: dict[str, Any], gathered: Gathered) -> None:
        error = part.get("error")
        if error and gathered.has_anything:
            raise BrokenStream(error_text(error)[:200])
        if error:
            refuse(status_of(error), error_text(error), model=self.model, headers={}, now=utc_now())
        gathered.add(part)


def _heed(answer: StreamedAnswer) -> None:
    """Let the jobs of this provider wait for as long as it asks."""
    run = find_run()
    if run is not None:
        run.gate(GATE).heed(answer.headers)


def _without_text(model: str) -> Completion:
    raise AnswerLost(f"The language model {model} returned no text.")


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise BrokenStream(f"it is not JSON; {SETTINGS}") from error
    if not whole(answer):
        raise BrokenStream(f"it is not a JSON object; {SETTINGS}")
    return whole(answer)


def _bounded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    left = MAX_ANSWER_BYTES * 8  # each token comes in an envelope
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise BrokenStream(f"it is longer than {MAX_ANSWER_BYTES * 8} bytes")
        yield chunk


def _first_bytes(chunks: Iterator[bytes]) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise BrokenStream(f"it is longer than {MAX_ANSWER_BYTES} bytes")
    return bytes(body)
