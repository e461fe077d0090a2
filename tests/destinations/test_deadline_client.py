"""Requests that share one time limit."""

import pytest

from fsp.destinations.deadline_client import DeadlineClient, seconds_left
from fsp.destinations.scrubbing_client import ScrubbingClient
from fsp.errors import AnswerLost, ServiceUnavailable
from testbed.platforms.server import PlatformServer
from tests.destinations.tools import client


def test_a_request_after_the_limit_is_not_sent() -> None:
    moments = iter([0.0, 9.5])
    hasty = DeadlineClient.of(client(monotonic=lambda: next(moments)), seconds=9)

    with PlatformServer().running() as server:
        with pytest.raises(ServiceUnavailable, match="too slow"):
            hasty.request("GET", server.url)

        assert server.requests == []


def test_a_request_ends_with_the_limit() -> None:
    with PlatformServer().running() as server:
        server.fail_next("slow")

        with pytest.raises(AnswerLost, match="it took"):
            DeadlineClient.of(client(), seconds=0.2).request("GET", server.url)


def test_a_request_within_the_limit_is_sent() -> None:
    with PlatformServer().running() as server:
        assert DeadlineClient.of(client(), seconds=5).request("GET", server.url).status == 404


def test_an_earlier_limit_stays_also_behind_the_client_that_hides_secrets() -> None:
    first = DeadlineClient.of(client(), seconds=1)

    later = DeadlineClient.of(ScrubbingClient.of(first, ("secret",)), seconds=9)

    assert later.deadline == first.deadline
    assert seconds_left(later) <= 1
    assert seconds_left(ScrubbingClient.of(first, ())) <= 1
    assert seconds_left(client()) == client().total_seconds
