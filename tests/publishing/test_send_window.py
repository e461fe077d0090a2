"""A create that was held up sends nothing any more."""

import pytest

from fsp.errors import StillWanted
from fsp.publishing.send_window import SendWindow
from fsp.security.guarded_http import GuardedClient
from testbed.platforms.journal import JournalServer


def test_nothing_is_sent_after_the_window() -> None:
    times = iter([0.0, 59.9, *[60.0] * 99])
    with JournalServer().running() as server:
        client = SendWindow.of(GuardedClient(allow_internal=True, monotonic=lambda: next(times)), seconds=60)

        answer = client.request("GET", f"{server.url}/posts?key=a")
        with pytest.raises(StillWanted):
            client.request("POST", f"{server.url}/posts", body=b"{}")

    assert (answer.status, len(server.requests)) == (200, 1)
