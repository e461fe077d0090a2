"""Facts about the last 24 hours, and the uptime of the last 30 days, for targets. None means unknown."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class JobTotals:
    """Finished jobs without FSP's own maintenance."""

    ended: int
    failed: int
    succeeded: int
    run_seconds: float
    """The total of successful jobs."""


@dataclass(frozen=True)
class AnswerTotals:
    """HTTP responses of FSP, without health and metrics."""

    requests: int
    errors: int
    p95_seconds: float | None


@dataclass(frozen=True)
class OverheadFacts:
    """The CPU time of monitoring while FSP was running."""

    cpu_seconds: float
    """The CPU time of monitoring jobs, and of counting responses."""
    covered_seconds: float
    measurements: int


@dataclass(frozen=True)
class UptimeFacts:
    """The availability probes of the last 30 days."""

    up: int
    down: int
    unknown_ratio: float


@dataclass(frozen=True)
class DayFacts:
    """Facts about the last 24 hours."""

    jobs: JobTotals | None = None
    answers: AnswerTotals | None = None
    overhead: OverheadFacts | None = None
    uptime: UptimeFacts | None = None
    dead_letters_processed_at: tuple[datetime, ...] | None = None
    """When the hourly processing succeeded, oldest first."""
