"""Everything the targets are judged by, read at one moment; None is unknown."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class JobNumbers:
    """The ended jobs of the last 24 hours, FSP's own upkeep left out."""

    ended: int
    failed: int
    succeeded: int
    run_seconds: float
    """Of those that succeeded."""


@dataclass(frozen=True)
class AnswerNumbers:
    """FSP's own answers in the last 24 hours, health and metrics left out."""

    requests: int
    errors: int
    p95_seconds: float | None


@dataclass(frozen=True)
class OverheadNumbers:
    """The processor time that monitoring took in the last 24 hours, as far as FSP ran in them."""

    cpu_seconds: float
    """Of the jobs that monitor, and of counting answers."""
    covered_seconds: float
    measurements: int


@dataclass(frozen=True)
class UptimeNumbers:
    """The probes of the last 30 days."""

    up: int
    down: int
    unknown_ratio: float


@dataclass(frozen=True)
class TargetReading:
    """One look."""

    at: datetime
    jobs: JobNumbers | None = None
    answers: AnswerNumbers | None = None
    uptime: UptimeNumbers | None = None
    backlog: int | None = None
    """Jobs that wait or are parked."""
    dead_letters_processed_at: tuple[datetime, ...] | None = None
    """When the hourly pass succeeded within the last 24 hours, oldest first."""
    overhead: OverheadNumbers | None = None
