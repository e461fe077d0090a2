"""Facts about what FSP runs on: the database, Redis, the disk, the clocks, and what health checks say."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DatabaseFacts:
    """Whether the database answers and how long one question takes; or why it does not."""

    answers: bool
    milliseconds: float | None = None
    cause: str = ""


@dataclass(frozen=True)
class RedisFacts:
    """Whether Redis answers; `fault` says why it does not, or why it takes no writes."""

    answers: bool
    fault: str = ""

    @property
    def works(self) -> bool:
        """Return whether it answers and takes writes."""
        return self.answers and not self.fault


@dataclass(frozen=True)
class DiskFacts:
    """The disk of the data folder."""

    free_ratio: float | None
    free_bytes: float | None = None
    is_full: bool = False


@dataclass(frozen=True)
class ClockFacts:
    """How far this host's clock is ahead of that of Redis, and which other hosts are off by more than a minute."""

    skew_seconds: float | None
    hosts_off: tuple[tuple[str, float], ...] = ()
    """Each with its seconds."""


@dataclass(frozen=True)
class ComponentFacts:
    """One component as its health check sees it: healthy, degraded, unhealthy or unknown, and why."""

    name: str
    status: str
    message: str


@dataclass(frozen=True)
class TurnedBackFacts:
    """The database was turned back to a moment under a running Redis, which was noticed at another."""

    to: datetime
    noticed_at: datetime
