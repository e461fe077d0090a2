"""An HTTP client whose requests share one time limit, for the test of an account."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

from fsp.destinations.scrubbing_client import ScrubbingClient
from fsp.errors import ServiceUnavailable
from fsp.security.guarded_http import Answer, GuardedClient

CHECK_SECONDS = 9.0
"""All requests of one test together: it takes at most 10 s."""
MIN_SECONDS = 0.1


@dataclass(frozen=True)
class DeadlineClient(GuardedClient):
    """A guarded client that sends nothing after `deadline`, a moment of `monotonic`."""

    deadline: float = 0.0

    @classmethod
    def of(cls, http: GuardedClient, *, seconds: float = CHECK_SECONDS) -> Self:
        """Return the client with a time limit for all its requests together, from now on. An earlier limit stays."""
        values = {field.name: getattr(http, field.name) for field in fields(GuardedClient)}
        limit = http.monotonic() + seconds
        return cls(**values, deadline=min(limit, _deadline_of(http) or limit))

    def request(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send a request in the time that is left; raise ServiceUnavailable if there is none."""
        left = self.deadline - self.monotonic()
        if left <= 0:
            raise ServiceUnavailable("The server is too slow: the time for this test is over.")
        hasty = replace(self, total_seconds=min(self.total_seconds, left))
        return super(DeadlineClient, hasty).request(method, url, headers=headers, body=body)


def seconds_left(http: GuardedClient) -> float:
    """Return how long a step without HTTP may take: what is left of a test, else the time of a request."""
    deadline = _deadline_of(http)
    return http.total_seconds if deadline is None else max(deadline - http.monotonic(), MIN_SECONDS)


def _deadline_of(http: GuardedClient) -> float | None:
    client = http.inner if isinstance(http, ScrubbingClient) else http
    return client.deadline if isinstance(client, DeadlineClient) else None
