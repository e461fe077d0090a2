"""Facts about the last 24 hours, and the uptime of the last 30 days: targets are judged by them. None is unknown."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class JobTotals:
    """The ended jobs, FSP's own upkeep left out."""

    ended: int
    failed: int
    succeeded: int
    run_seconds: float
    """Of those that succeeded."""


@dataclass(frozen=True)
class AnswerTotals:
    """FSP's own answers, health and metrics left out."""

    requests: int
    errors: int
    p95_seconds: float | None


@dataclass(frozen=True)
class OverheadFacts:
    """The processor time that monitoring took, as far as FSP ran."""

    cpu_seconds: float
    """Of the jobs that monitor, and of counting answers."""
    covered_seconds: float
    measurements: int


@dataclass(frozen=True)
class UptimeFacts:
    """The probes of the last 30 days."""

    up: int
    down: int
    unknown_ratio: float


@dataclass(frozen=True)
class DayFacts:
    """What happened in the last 24 hours."""

    jobs: JobTotals | None = None
    answers: AnswerTotals | None = None
    overhead: OverheadFacts | None = None
    uptime: UptimeFacts | None = None
    dead_letters_processed_at: tuple[datetime, ...] | None = None
    """When the hourly processing succeeded, oldest first."""
