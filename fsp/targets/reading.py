"""Everything the targets are judged by, read at one moment; None is unknown."""

from dataclasses import dataclass
from datetime import datetime

from fsp.targets.measured import JOB_PROCESSING, Measured


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
    counting_ratio: float | None
    """Which part of the time of the answers went into counting them."""


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
    processing: Measured = JOB_PROCESSING
