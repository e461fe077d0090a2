"""Which error each answer of a platform means, against a real server on loopback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from fsp.destinations.api_client import ApiClient, ApiFailure, ApiRefusal
from fsp.errors import AnswerLost, PermanentFailure, RateLimited, RemoteGone, ServiceUnavailable
from fsp.security.guarded_http import GuardedClient
from tests.receiver import Receiver, receiving


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def client(server: Receiver) -> ApiClient:
    return ApiClient(GuardedClient(allow_internal=True), server.url)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (301, ApiRefusal),
        (400, ApiRefusal),
        (401, ApiRefusal),
        (403, ApiRefusal),
        (404, RemoteGone),
        (408, ApiFailure),
        (409, ApiRefusal),
        (410, RemoteGone),
        (413, ApiRefusal),
        (422, ApiRefusal),
        (429, RateLimited),
        (500, AnswerLost),
        (502, AnswerLost),
        (503, AnswerLost),
    ],
)
def test_each_status_means_one_error(server: Receiver, status: int, fault: type[Exception]) -> None:
    server.status = status

    with pytest.raises(fault) as raised:
        client(server).call("POST", "/posts", creates=True, fields={})

    assert type(raised.value) is fault


def test_a_server_error_of_a_request_that_creates_nothing_is_no_lost_answer(server: Receiver) -> None:
    server.status, server.headers = 503, {"Retry-After": "600"}

    with pytest.raises(ServiceUnavailable) as raised:
        client(server).call("GET", "/posts")

    assert type(raised.value) is ApiFailure
    assert raised.value.retry_after_seconds == 600


def test_a_rate_limit_carries_the_wait_and_its_headers_are_followed(server: Receiver) -> None:
    server.status, server.headers = 429, {"Retry-After": "286"}
    followed: list[str] = []

    with pytest.raises(RateLimited) as raised:
        ApiClient(
            GuardedClient(allow_internal=True), server.url, heed=lambda headers: followed.append(headers["retry-after"])
        ).call("POST", "/posts", fields={})

    assert raised.value.retry_after_seconds == 286
    assert followed == ["286"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"code": "rest_cannot_create", "message": "Not allowed."}, "Not allowed."),
        ({"errors": [{"message": "Title is required.", "type": "ValidationError"}]}, "Title is required."),
        ({"error": "InvalidToken"}, "InvalidToken"),
    ],
)
def test_the_error_quotes_the_server(server: Receiver, body: dict[str, object], message: str) -> None:
    server.status, server.body = 400, json.dumps(body).encode()

    with pytest.raises(PermanentFailure, match=f"answered 400: {message}"):
        client(server).call("POST", "/posts", fields={})


def test_a_page_instead_of_json_is_named(server: Receiver) -> None:
    server.body, server.headers = b"<html>", {"Content-Type": "text/html; charset=utf-8"}

    with pytest.raises(PermanentFailure, match="answered 200 with text/html instead of JSON"):
        client(server).call_json("POST", "/wp-json/wp/v2/posts", fields={})


def test_json_form_and_query_are_encoded(server: Receiver) -> None:
    api = client(server)

    api.call("POST", "/a", fields={"title": "Bäume"}, query={"status": ["any", "trash"]})
    api.call("POST", "/b", form={"text": "a & b"})

    assert json.loads(server.calls[0].body) == {"title": "Bäume"}
    assert server.calls[0].path == "/a?status=any&status=trash"
    assert server.calls[1].body == b"text=a+%26+b"


def test_a_rate_limit_without_retry_after_waits_for_the_reset(server: Receiver) -> None:
    server.status = 429
    server.headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-30T12:05:00.000000Z"}
    api = ApiClient(GuardedClient(allow_internal=True), server.url, now=lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))

    with pytest.raises(RateLimited) as raised:
        api.call("POST", "/posts", fields={})

    assert raised.value.retry_after_seconds == 300
