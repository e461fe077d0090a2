"""The contract of every channel."""

from typing import Protocol

from fsp.alerts.message import Message
from fsp.clock import utc_now
from fsp.errors import ChannelFailed
from fsp.jobs.retry_after import retry_after_seconds
from fsp.security.guarded_http import Answer

TRY_AGAIN = frozenset({408, 425, 429})
OK_STATUSES = range(200, 300)
SERVER_FAULTS = range(500, 600)


class Channel(Protocol):
    """A way to notify people. The same message may be sent twice, under the same key."""

    @property
    def name(self) -> str:
        """Return the name of the channel in settings, logs and commands."""

    def send(self, message: Message) -> str:
        """Send once and return the service's response; raise ChannelFailed, ServiceUnavailable or AddressRefused."""


def accepted(service: str, answer: Answer) -> str:
    """Return a description of a 2xx response; raise ChannelFailed for any other, permanent unless a retry may help."""
    if answer.status in OK_STATUSES:
        return f"{answer.status} accepted" if answer.status == 202 else str(answer.status)  # noqa: PLR2004
    may_help = answer.status in TRY_AGAIN or answer.status in SERVER_FAULTS
    raise ChannelFailed(
        f"{service} returned HTTP {answer.status}.",
        permanent=not may_help,
        retry_after_seconds=retry_after_seconds(answer.headers.get("retry-after"), utc_now()) if may_help else None,
    )
