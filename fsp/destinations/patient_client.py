"""An HTTP client that reads again where an answer was lost: one lost page would repeat a whole look-up."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Self

from fsp.destinations.scrubbing_client import limits_of
from fsp.errors import AnswerLost
from fsp.security.guarded_http import Answer, GuardedClient

READS = frozenset({"GET", "HEAD"})
PAUSES = (0.0, 0.4)
"""Seconds before each repeat. Of the later ones, a random half is left out."""
MAX_SECONDS = 2.0
"""A server that took longer than this to fail gets no further request."""
_FAILED = frozenset(
    {
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


@dataclass(frozen=True)
class PatientClient(GuardedClient):
    """Sends with `inner`. What changes nothing on the server is sent again after a 5xx, or without an answer."""

    inner: GuardedClient = field(default_factory=GuardedClient)
    pause: Callable[[float], None] = time.sleep

    @classmethod
    def of(cls, inner: GuardedClient) -> Self:
        """Return the client that sends with another one."""
        return cls(**limits_of(inner), inner=inner)

    def request(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send a request within the limits of this client."""
        client, began = replace(self.inner, **limits_of(self)), self.monotonic()
        for seconds in PAUSES if method in READS else ():
            try:
                answer = client.request(method, url, headers=headers, body=body)
            except AnswerLost:
                if self._is_slow(began):
                    raise
            else:
                if answer.status not in _FAILED or "retry-after" in answer.headers or self._is_slow(began):
                    return answer
            if seconds:
                self.pause(random.uniform(seconds / 2, seconds))  # noqa: S311
        return client.request(method, url, headers=headers, body=body)

    def _is_slow(self, began: float) -> bool:
        return self.monotonic() - began > MAX_SECONDS
