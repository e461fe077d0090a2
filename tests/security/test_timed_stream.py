"""A request that is stopped while its answer is awaited."""

import time

import pytest

from fsp.security.guarded_http import GuardedClient
from fsp.security.timed_stream import RequestStopped
from testbed.chat_server import Reply, chat_server


def test_a_waiting_request_ends_when_its_caller_wants_to_stop() -> None:
    with chat_server(Reply(ending="hang")) as server:
        client = GuardedClient(allow_internal=True, total_seconds=30, should_stop=server.arrived.is_set)
        began = time.monotonic()

        with (
            pytest.raises(RequestStopped),
            client.stream("POST", f"{server.url}/chat/completions", body=b'{"stream": true}') as answer,
        ):
            list(answer.chunks)

    assert time.monotonic() - began < 20
