"""An HTTP client that sends nothing after a time, so that an attempt which was held up cannot create a post late."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from fsp.errors import StillWanted
from fsp.security.guarded_http import Answer, GuardedClient


@dataclass(frozen=True)
class SendWindow(GuardedClient):
    """A guarded client whose requests begin before `closes_at`, a moment of `monotonic`."""

    closes_at: float = 0.0

    @classmethod
    def of(cls, http: GuardedClient, *, seconds: float) -> Self:
        """Return the client with a window from now on."""
        values = {field.name: getattr(http, field.name) for field in fields(GuardedClient)}
        return cls(**values, closes_at=http.monotonic() + seconds)

    def request(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send a request; raise StillWanted after the window, without sending it."""
        if self.monotonic() >= self.closes_at:
            raise StillWanted("The attempt took too long, so its post was not sent. The next attempt continues.")
        return super().request(method, url, headers=headers, body=body)
