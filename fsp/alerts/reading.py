"""A reading: everything the rules look at in one evaluation. None means unknown, which is neither good nor bad."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Database:
    """Whether the database answers (asked twice, 10 s apart, before saying no) and how fast one SELECT 1 is."""

    is_reachable: bool
    response_milliseconds: float | None = None


@dataclass(frozen=True)
class JobTypeStatistics:
    """The ended jobs of one type in the last hour."""

    job_type: str
    ended: int
    failed: int


@dataclass(frozen=True)
class QueueStatistics:
    """One queue now; `drain_seconds` is waiting jobs by completion rate, None when nothing completes."""

    name: str
    waiting: int
    oldest_age_seconds: float | None = None
    drain_seconds: float | None = None
    held_by: str = ""
    """Why most of its jobs may not start: a pause or a circuit, which more workers would not change."""


@dataclass(frozen=True)
class PlatformCalls:
    """The calls to one platform in the last 15 minutes."""

    platform: str
    calls: int
    failures: int
    failing_types: tuple[str, ...] = ()
    """The types of the jobs whose calls failed."""


@dataclass(frozen=True)
class Regression:
    """A job type that became slower. `level` is possible, confirmed or material; `percent` is how much slower."""

    job_type: str
    level: str
    percent: float
    size_class: str = ""
    since: str = ""
    """Where it seems to begin, in words: the moment, the version and the nearest deploy."""


@dataclass(frozen=True)
class HttpAnswers:
    """FSP's own answers in the last 15 minutes, health and metrics left out; `errors` are those of 500 and above."""

    requests: int
    errors: int


@dataclass(frozen=True)
class DeadLetters:
    """How many dead letters wait, and how many more came than went in the last hour."""

    waiting: int
    grown_last_hour: int


@dataclass(frozen=True)
class MissedSchedule:
    """A schedule without a successful run by its next tick plus grace, and the cause in words."""

    name: str
    cause: str


@dataclass(frozen=True)
class OverrunSchedule:
    """A schedule whose newest run takes, or took, longer than it may."""

    name: str
    longest_seconds: int


@dataclass(frozen=True)
class OpenCircuit:
    """A job type whose circuit is open, since when and why."""

    job_type: str
    since: datetime
    why: str


@dataclass(frozen=True)
class ComponentState:
    """One part FSP stands on, as its health check sees it: healthy, degraded, unhealthy or unknown, and why."""

    name: str
    status: str
    message: str


@dataclass(frozen=True)
class Availability:
    """Good and bad events of the service-level objective in one window ending now; unknown time is in neither."""

    window_seconds: int
    good: int
    bad: int


@dataclass(frozen=True)
class Reading:
    """One look at the system. An empty tuple says "none of these"; None says "could not be known"."""

    at: datetime
    database: Database | None = None
    is_redis_reachable: bool | None = None
    redis_fault: str = ""
    """What is wrong with Redis, as one sentence."""
    job_types: tuple[JobTypeStatistics, ...] | None = None
    queues: tuple[QueueStatistics, ...] | None = None
    platforms: tuple[PlatformCalls, ...] | None = None
    regressions: tuple[Regression, ...] | None = None
    http: HttpAnswers | None = None
    dead_letters: DeadLetters | None = None
    scheduler_age_seconds: float | None = None
    missed_schedules: tuple[MissedSchedule, ...] | None = None
    overrun_schedules: tuple[OverrunSchedule, ...] | None = None
    poison_last_hour: int | None = None
    open_circuits: tuple[OpenCircuit, ...] | None = None
    components: tuple[ComponentState, ...] | None = None
    stuck_jobs: int | None = None
    """Running jobs whose lease is over and that nobody took over."""
    availability: tuple[Availability, ...] | None = None
    """Windows of 300, 1800, 3600, 21600 and 259200 seconds."""
