"""Facts about the infrastructure: database, Redis, disk, clocks, and health checks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DatabaseFacts:
    """Whether the database responds and how long a query takes, or why it does not."""

    answers: bool
    milliseconds: float | None = None
    cause: str = ""
    dialect: str = ""
    """`postgresql` or `sqlite`; empty if it is unknown."""


@dataclass(frozen=True)
class RedisFacts:
    """Whether Redis responds. `fault` is the reason if it does not, or if it refuses writes."""

    answers: bool
    fault: str = ""

    @property
    def works(self) -> bool:
        """Return whether it responds and accepts writes."""
        return self.answers and not self.fault


@dataclass(frozen=True)
class DiskFacts:
    """The disk of the data folder."""

    free_ratio: float | None
    free_bytes: float | None = None
    is_full: bool = False


@dataclass(frozen=True)
class ClockFacts:
    """How far this host's clock is ahead of Redis's clock, and which other hosts are off by more than a minute."""

    skew_seconds: float | None
    hosts_off: tuple[tuple[str, float], ...] = ()
    """Each with its offset in seconds."""


@dataclass(frozen=True)
class ComponentFacts:
    """One component according to its health check: healthy, degraded, unhealthy or unknown, and why."""

    name: str
    status: str
    message: str


@dataclass(frozen=True)
class TurnedBackFacts:
    """The database was set back to an older state under a running Redis, and when that was noticed."""

    to: datetime
    noticed_at: datetime
