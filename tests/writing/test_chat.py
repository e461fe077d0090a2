"""Requests to servers with the chat API, each of which behaves in its own way."""

import json
from typing import Any

import pytest

from fsp.errors import AnswerLost, PermanentFailure, RateLimited, ServiceUnavailable
from fsp.models.model_request import ModelOutcome
from fsp.writing import chat
from fsp.writing.chat import ChatServer
from fsp.writing.completion import Completion, Usage
from fsp.writing.endpoint import ChatRequest
from testbed.chat_server import ChatBed, Reply, chat_server

REQUEST = ChatRequest(({"role": "user", "content": "Write."},), 500, key="k-1")


def ask(server: ChatBed, **more: Any) -> Completion:
    """Return the answer of the server."""
    return ChatServer(server.url, "m", "a-key").ask(REQUEST, **more)


@pytest.mark.parametrize("streams", [True, False])
def test_a_text_comes_whole_with_its_usage(*, streams: bool) -> None:
    seen: list[str] = []
    with chat_server(Reply("One two three.", streams=streams)) as server:
        completion = ask(server, on_text=seen.append)

    assert (completion.text, completion.outcome) == ("One two three.", ModelOutcome.COMPLETE)
    assert completion.usage == Usage(31, 1200)
    assert seen[-1] == "One two three."
    sent = server.seen[0]
    assert (sent.content["max_tokens"], sent.content["stream_options"]) == (500, {"include_usage": True})
    assert (sent.headers["authorization"], sent.headers["idempotency-key"]) == ("Bearer a-key", "k-1")


def test_comments_and_reasoning_are_no_part_of_the_text() -> None:
    with chat_server(Reply("Text.", lines=(": OPENROUTER PROCESSING",), reasoning="I think.")) as server:
        completion = ask(server)

    assert (completion.text, completion.hidden_bytes) == ("Text.", 8)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply("Half", ending="cut"), ModelOutcome.CUT),
        (Reply("Whole.", ending="no-done"), ModelOutcome.COMPLETE),
        (Reply("Half", finish_reason=None, ending="no-done"), ModelOutcome.CUT),
        (Reply("Half", finish_reason="length"), ModelOutcome.TRUNCATED),
        (Reply("", finish_reason="content_filter"), ModelOutcome.FILTERED),
        (Reply("", refusal="No."), ModelOutcome.REFUSED),
        (Reply("", finish_reason="tool_calls"), ModelOutcome.NOT_TEXT),
        (Reply(""), ModelOutcome.EMPTY),
        (Reply("Half", error={"code": 502, "message": "provider gone"}), ModelOutcome.CUT),
    ],
)
def test_each_ending_of_a_stream_has_a_name(reply: Reply, outcome: ModelOutcome) -> None:
    with chat_server(reply) as server:
        assert ask(server).outcome == outcome


def test_no_usage_is_given_where_the_server_reports_none() -> None:
    with chat_server(Reply(usage=None)) as server:
        assert ask(server).usage == Usage()


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("max_tokens", "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        ("stream_options", "unknown field stream_options"),
    ],
)
def test_a_refused_parameter_is_changed_and_the_request_sent_again(parameter: str, message: str) -> None:
    with chat_server(Reply(refuses=parameter, message=message)) as server:
        assert ask(server).text == "Written."

    assert len(server.seen) == 2
    assert parameter not in server.seen[1].content


@pytest.mark.parametrize(
    ("status", "error", "expected", "message"),
    [
        (400, {"code": "context_length_exceeded", "message": "4096 tokens"}, PermanentFailure, "Shorten the brief"),
        (413, {"message": "The prompt is too long"}, PermanentFailure, "larger context"),
        (400, {"message": "n must be 1"}, PermanentFailure, r"\(n must be 1\)"),
        (400, {"code": "content_filter", "message": "no"}, PermanentFailure, "content filter"),
        (401, {"message": "Incorrect API key provided: sk-SECRET"}, PermanentFailure, "does not accept the key"),
        (402, {"message": "Insufficient credits"}, PermanentFailure, "no quota left"),
        (404, {"message": "model not found"}, PermanentFailure, "has no model m"),
        (429, {"code": "insufficient_quota"}, PermanentFailure, "no quota left"),
        (429, "slow down", RateLimited, "429"),
        (503, None, ServiceUnavailable, "503"),
    ],
)
def test_an_error_of_the_server_says_what_to_do(
    status: int, error: object, expected: type[Exception], message: str
) -> None:
    with (
        chat_server(Reply(status=status, body=json.dumps({"error": error}).encode())) as server,
        pytest.raises(expected, match=message) as raised,
    ):
        ask(server)

    assert "SECRET" not in str(raised.value)


def test_the_wait_that_the_server_asks_for_is_kept() -> None:
    with (
        chat_server(Reply(status=503, headers={"Retry-After": "77"})) as server,
        pytest.raises(ServiceUnavailable) as raised,
    ):
        ask(server)

    assert raised.value.retry_after_seconds == 77


def test_a_redirect_is_not_followed() -> None:
    with (
        chat_server(Reply(status=307, headers={"Location": "http://127.0.0.1:1/v1/chat/completions"})) as server,
        pytest.raises(PermanentFailure, match=r"redirect to 127\.0\.0\.1, which is not followed"),
    ):
        ask(server)

    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<html>no API</html>"),
        Reply(body=b'{"choices": []}'),
        Reply(body=b"data: {broken\n\n", headers={"Content-Type": "text/event-stream"}),
        Reply(body=b"", headers={"Content-Type": "text/event-stream"}),
    ],
)
def test_an_answer_that_cannot_be_read_is_lost(reply: Reply) -> None:
    with chat_server(reply) as server, pytest.raises(AnswerLost):
        ask(server)


STREAM = b'data: {"choices":[{"delta":{"content":"Text."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


@pytest.mark.parametrize("body", [STREAM, b": a comment\n\n" + STREAM])
def test_a_stream_with_another_media_type_is_read(body: bytes) -> None:
    with chat_server(Reply(body=body, headers={"Content-Type": "text/plain"})) as server:
        assert ask(server).text == "Text."


def test_a_byte_order_mark_hides_no_text() -> None:
    with chat_server(Reply(body=b"\xef\xbb\xbf" + STREAM, headers={"Content-Type": "text/event-stream"})) as server:
        assert ask(server).text == "Text."


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        ({"code": "rate_limit_exceeded", "message": "slow down"}, RateLimited, "slow down"),
        ("model overloaded", ServiceUnavailable, "model overloaded"),
        ({"code": 401, "message": "no"}, PermanentFailure, "FSP_LLM_API_KEY"),
    ],
)
@pytest.mark.parametrize("is_listed", [False, True])
def test_an_error_in_an_answer_of_200_is_named(
    error: object, kind: type[Exception], words: str, *, is_listed: bool
) -> None:
    document: object = {"error": error}
    body = json.dumps([document] if is_listed else document).encode()
    with chat_server(Reply(body=body)) as server, pytest.raises(kind, match=words):
        ask(server)


def test_a_server_that_ignores_the_length_limit_is_hung_up() -> None:
    with chat_server(Reply("word " * 20_000, parts=2000)) as server:
        completion = ask(server)

    assert completion.outcome == ModelOutcome.CUT
    assert "longer than max_tokens allows" in completion.detail
    assert len(completion.text) < 2 * 500 * chat.MAX_TOKEN_BYTES


def test_what_came_before_a_broken_part_stays() -> None:
    part = {"choices": [{"delta": {"content": "Half"}}]}
    body = f"data: {json.dumps(part)}\n\ndata: {{broken\n\n".encode()
    with chat_server(Reply(body=body, headers={"Content-Type": "text/event-stream"})) as server:
        completion = ask(server)

    assert (completion.text, completion.outcome) == ("Half", ModelOutcome.CUT)


def test_a_response_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "MAX_ANSWER_BYTES", 100)
    with chat_server(Reply(body=b"x" * 1000)) as server, pytest.raises(AnswerLost, match="longer than 100 bytes"):
        ask(server)


def test_a_server_that_is_too_slow_loses_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "IDLE_SECONDS", 0.2)
    with chat_server(Reply("Half", ending="hang")) as server:
        completion = ask(server)

    assert (completion.text, completion.outcome) == ("Half", ModelOutcome.CUT)


def test_a_cancelled_request_is_hung_up_and_keeps_what_came() -> None:
    with chat_server(Reply("x" * 400, parts=400, pause_seconds=0.05)) as server:
        completion = ask(server, should_stop=lambda: len(server.seen) > 0 and server.arrived.is_set())

    assert completion.outcome == ModelOutcome.CUT
    assert len(completion.text) < 400
