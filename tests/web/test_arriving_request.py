"""A request on its way: whole when its last byte is there, in whatever pieces it comes."""

import pytest

from fsp.web.arriving_request import MAX_BODY_BYTES, MAX_HEAD_BYTES, ArrivingRequest

HEAD = b"POST /login HTTP/1.1\r\nHost: fsp.example\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "text",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        HEAD + b"\r\n",
        HEAD + b"Content-Length: 0\r\n\r\n",
        HEAD + b"content-length:  5 \r\n\r\na=b&c",
        CHUNKED + b"5\r\na=b&c\r\n0\r\n\r\n",
        CHUNKED + b"5;name=x\r\n0\r\n\r\n\r\na\r\n7\r\n0\r\n\r\nxx\r\n0\r\nTrailer: x\r\n\r\n",
    ],
)
def test_it_is_whole_with_its_last_byte(text: bytes) -> None:
    if b";name" in text:
        text = CHUNKED + b"5;name=x\r\n0\r\n\r\n\r\na\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
    request = ArrivingRequest()

    when = []
    for number in range(len(text)):
        request.add(text[number : number + 1])
        when.append(request.is_whole)

    assert when == [False] * (len(text) - 1) + [True]
    assert ArrivingRequest(text).is_whole
    assert bytes(request.bytes) == text


@pytest.mark.parametrize(
    "text",
    [
        b"GET /" + b"a" * MAX_HEAD_BYTES,
        HEAD + b"Content-Length: 9999999\r\n\r\n" + b"a" * (MAX_BODY_BYTES + 1),
        CHUNKED + b"no size\r\n",
        CHUNKED + b"5" * 400,
    ],
)
def test_what_the_server_refuses_or_streams_is_not_waited_for(text: bytes) -> None:
    assert ArrivingRequest(text).is_whole


@pytest.mark.parametrize(
    "text", [b"", b"GET / HTTP/1.1\r\n", HEAD + b"Content-Length: 6\r\n\r\na=b&c", CHUNKED + b"5\r\na=b"]
)
def test_half_a_request_is_waited_for(text: bytes) -> None:
    assert not ArrivingRequest(text).is_whole


def test_a_client_that_waits_for_leave_is_known() -> None:
    head = HEAD + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"

    assert [ArrivingRequest(text).waits_for_leave for text in (head, HEAD + b"\r\n")] == [True, False]
