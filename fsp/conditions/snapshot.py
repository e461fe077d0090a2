"""What the kinds of problems look at: plain facts of one time. None says "could not be known"."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class QueueFacts:
    """One queue: what waits since when, what runs, what ended a minute; who paused it, why and when."""

    name: str
    waiting: int
    running: int
    oldest_at: datetime | None
    ended_a_minute: float | None
    paused_by: str = ""
    paused_reason: str = ""
    paused_since: datetime | None = None
    came_a_minute: float | None = None
    stopped: int = 0
    """How many of those that wait a pause or a circuit of their type stops."""
    held_by: str = ""
    """What holds its own jobs back, in words: a pause or a circuit of a type, slots that are taken."""
    busy_with: str = ""
    """What every worker is busy with, in words; empty while one has a free slot."""


@dataclass(frozen=True)
class CircuitFacts:
    """One circuit that is not closed."""

    job_type: str
    state: str
    opened_at: datetime | None
    why: str
    waiting: int
    newest_error: str = ""
    """The error of its newest failed attempt, also of a job that will be tried again."""


@dataclass(frozen=True)
class LostWorkerFacts:
    """A worker that sends no heartbeats any more and that no other was started in place of."""

    name: str
    heard_at: datetime
    jobs: int


@dataclass(frozen=True)
class LeftWorkerFacts:
    """A worker that was stopped, when and why."""

    name: str
    left_at: datetime
    because: str


@dataclass(frozen=True)
class DatabaseFacts:
    """Whether the database answers and how long one question takes; or why it does not."""

    answers: bool
    milliseconds: float | None
    cause: str = ""


@dataclass(frozen=True)
class DeadLetterFacts:
    """Dead letters of the last hour, the first of them, and the commonest error."""

    last_hour: int
    first_at: datetime | None
    commonest: str
    fingerprint: str


@dataclass(frozen=True)
class SlowerFacts:
    """A job type that became slower: its P95 as it was and as it is, and the deploy before it."""

    job_type: str
    since: datetime | None
    was_seconds: float
    is_seconds: float
    deploy: str


@dataclass(frozen=True)
class RetryFacts:
    """The attempts of one job type in the last ten minutes that will be made again, and those that ended."""

    job_type: str
    retried: int
    ended: int
    first_at: datetime | None
    newest_error: str = ""


@dataclass(frozen=True)
class SlotHolder:
    """A running job, since when it runs, and how long 19 of 20 runs of its type take, if any ended lately."""

    job_id: str
    job_type: str
    started_at: datetime
    usual_seconds: float | None


@dataclass(frozen=True)
class SlotFacts:
    """The slots of all workers (`all`) or of one job type: how many are taken, by whom, and how many jobs wait."""

    subject: str
    limit: int
    taken: int
    waiting: int
    holders: tuple[SlotHolder, ...]
    last_end_at: datetime | None
    in_words: str


@dataclass(frozen=True)
class ChannelFacts:
    """An alert channel that reaches nobody: since when, after how many attempts, and what the service said."""

    name: str
    since: datetime | None
    failures: int
    error: str


@dataclass(frozen=True)
class PlatformFacts:
    """A service whose calls fail: how many of how many, and the newest error of the type that calls it."""

    name: str
    failed: int
    calls: int
    job_type: str
    newest_error: str


@dataclass(frozen=True)
class MemoryFacts:
    """A process of a worker with more memory than it may have, and the job it runs; or that was replaced for it."""

    worker: str
    memory_bytes: int | None
    limit_bytes: int
    job_id: str
    job_type: str
    since: datetime | None


@dataclass(frozen=True)
class StuckFacts:
    """Jobs whose worker stopped renewing their lease and which nobody took over."""

    count: int
    job_id: str
    since: datetime


@dataclass(frozen=True)
class TurnedBackFacts:
    """The database was turned back to a moment under a running Redis, which was noticed at another."""

    to: datetime
    noticed_at: datetime


@dataclass(frozen=True)
class MissingTextFacts:
    """Scheduled items of one project without a text: how many, the first one's time, and the item if it is one."""

    project_slug: str
    project_title: str
    items: int
    first_at: datetime
    item_id: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Reading:
    """One look at the system."""

    at: datetime
    is_redis_away: bool = False
    redis_fault: str = ""
    """Why Redis does not work, also when it still answers what is read; nothing if it works."""
    queues: tuple[QueueFacts, ...] | None = None
    circuits: tuple[CircuitFacts, ...] | None = None
    workers_there: int | None = None
    lost_workers: tuple[LostWorkerFacts, ...] | None = None
    left_workers: tuple[LeftWorkerFacts, ...] | None = None
    scheduler_seen_at: datetime | None = None
    is_scheduler_known: bool = False
    database: DatabaseFacts | None = None
    dead_letters: DeadLetterFacts | None = None
    slower: tuple[SlowerFacts, ...] | None = None
    disk_free_ratio: float | None = None
    disk_free_bytes: float | None = None
    is_disk_full: bool = False
    clock_skew_seconds: float | None = None
    hosts_off: tuple[tuple[str, float], ...] = ()
    """Hosts whose clock is off by more than a minute, and by how many seconds."""
    retries: tuple[RetryFacts, ...] | None = None
    stuck: StuckFacts | None = None
    slots: tuple[SlotFacts, ...] | None = None
    failing_channels: tuple[ChannelFacts, ...] | None = None
    failing_platforms: tuple[PlatformFacts, ...] | None = None
    memory: tuple[MemoryFacts, ...] | None = None
    turned_back: TurnedBackFacts | None = None
    missing_texts: tuple[MissingTextFacts, ...] | None = None
