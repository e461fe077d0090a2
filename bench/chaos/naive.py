"""A naive publisher on a server with the faults of a chaos run: it creates, and repeats after any error."""

from collections import Counter
from contextlib import suppress

from bench.chaos.server_faults import TRANSIENT, let_fail
from fsp.destinations.api_client import ApiClient
from fsp.errors import FspError
from fsp.security.guarded_http import GuardedClient
from testbed.platforms.journal import JournalServer

MAX_TRIES = 5


def doubled_naively(posts: int, seed: int) -> int:
    """Send posts; return how many the server has twice."""
    with JournalServer().running() as server:
        let_fail([server], seed, [(kind, share) for kind, share in TRANSIENT if kind != "slow"])
        client = ApiClient(GuardedClient(allow_internal=True), server.url)
        for number in range(posts):
            for _ in range(MAX_TRIES):
                with suppress(FspError):
                    fields = {"key": f"k{number}", "title": "t", "text": "x"}
                    client.call("POST", "/posts", creates=True, fields=fields)
                    break
        return sum(count - 1 for count in Counter(server.keys).values())
