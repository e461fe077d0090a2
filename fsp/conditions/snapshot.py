"""A snapshot of the system: all facts that rules, health, alerts and targets use, read once."""

from dataclasses import dataclass
from datetime import datetime

from fsp.conditions.facts.day import DayFacts
from fsp.conditions.facts.destinations import DestinationFacts
from fsp.conditions.facts.infrastructure import (
    ClockFacts,
    ComponentFacts,
    DatabaseFacts,
    DiskFacts,
    RedisFacts,
    TurnedBackFacts,
)
from fsp.conditions.facts.outcomes import (
    AlertFacts,
    AnswerFacts,
    AvailabilityFacts,
    BudgetFacts,
    ChannelFacts,
    DeadLetterFacts,
    DeployFacts,
    ErrorFacts,
    MissingTextFacts,
    PlatformFacts,
    PreflightFacts,
    RegressionFacts,
)
from fsp.conditions.facts.work import (
    CircuitFacts,
    JobTypeFacts,
    LeftWorkerFacts,
    LostWorkerFacts,
    MemoryFacts,
    QueueFacts,
    RetryFacts,
    ScheduleFacts,
    SchedulerFacts,
    SlotFacts,
    StuckFacts,
)


@dataclass(frozen=True)
class Snapshot:
    """An empty tuple means "none". None means "unknown", which is neither good nor bad."""

    at: datetime
    database: DatabaseFacts | None = None
    redis: RedisFacts | None = None
    disk: DiskFacts | None = None
    clock: ClockFacts | None = None
    components: tuple[ComponentFacts, ...] | None = None
    turned_back: TurnedBackFacts | None = None
    copied: str = ""
    """Why nothing is sent to destinations: the installation may be a copy. Empty if it is not."""

    queues: tuple[QueueFacts, ...] | None = None
    circuits: tuple[CircuitFacts, ...] | None = None
    workers_there: int | None = None
    lost_workers: tuple[LostWorkerFacts, ...] | None = None
    left_workers: tuple[LeftWorkerFacts, ...] | None = None
    scheduler: SchedulerFacts | None = None
    schedules: tuple[ScheduleFacts, ...] | None = None
    """Those that are overdue or overrun."""
    job_types: tuple[JobTypeFacts, ...] | None = None
    retries: tuple[RetryFacts, ...] | None = None
    slots: tuple[SlotFacts, ...] | None = None
    """The slots that are all in use while jobs wait for one."""
    memory: tuple[MemoryFacts, ...] | None = None
    stuck: StuckFacts | None = None

    dead_letters: DeadLetterFacts | None = None
    regressions: tuple[RegressionFacts, ...] | None = None
    platforms: tuple[PlatformFacts, ...] | None = None
    answers: AnswerFacts | None = None
    availability: tuple[AvailabilityFacts, ...] | None = None
    """Windows of 300, 1800, 3600, 21600 and 259200 seconds."""
    channels: tuple[ChannelFacts, ...] | None = None
    missing_texts: tuple[MissingTextFacts, ...] | None = None
    preflight: tuple[PreflightFacts, ...] | None = None
    """Scheduled posts that will not be published as they are."""
    budgets: tuple[BudgetFacts, ...] | None = None
    """Of the language model, in this month."""
    destinations: tuple[DestinationFacts, ...] | None = None
    """Those that publish outside, and the sites with late or recent posts."""
    day: DayFacts | None = None
    """Read only for targets."""
    deploys: tuple[DeployFacts, ...] = ()
    alerts: tuple[AlertFacts, ...] = ()
    """The active alerts."""
    errors: tuple[ErrorFacts, ...] = ()
    """The most common errors of the job types that alerts are about."""
