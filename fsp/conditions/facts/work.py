"""Facts about the work: queues, workers, the scheduler, schedules, slots and jobs."""

from dataclasses import dataclass
from datetime import datetime

from fsp.queueing.blocker import Blocker


@dataclass(frozen=True)
class QueueFacts:
    """One queue. `waiting` counts blocked jobs too; the rates are jobs a minute, of the last one."""

    name: str
    waiting: int
    running: int
    oldest_at: datetime | None
    completions: float | None
    paused_by: str = ""
    paused_reason: str = ""
    paused_since: datetime | None = None
    arrivals: float | None = None
    stopped: int = 0
    """How many of those that wait a pause or a circuit of their type stops."""
    blockers: tuple[Blocker, ...] = ()
    """What holds its jobs back, what is to be overcome first before the rest."""

    @property
    def seconds_to_empty(self) -> float | None:
        """Return how long until nothing waits at these rates; None if that does not come, or is not known."""
        if self.arrivals is None or self.completions is None or self.completions <= self.arrivals:
            return None
        return self.waiting / (self.completions - self.arrivals) * 60


@dataclass(frozen=True)
class CircuitFacts:
    """One circuit that keeps jobs from running."""

    job_type: str
    state: str
    opened_at: datetime | None
    why: str
    waiting: int = 0
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
class SchedulerFacts:
    """When a scheduler last ticked; or, where none ever did, since when one is missed."""

    ticked_at: datetime | None
    missed_since: datetime | None = None

    @property
    def silent_since(self) -> datetime | None:
        """Return since when no scheduler has ticked; None if nobody knows."""
        return self.ticked_at or self.missed_since


@dataclass(frozen=True)
class ScheduleFacts:
    """A schedule that does not run as it should: since when a success is overdue and why, or since when it overruns."""

    name: str
    overdue_since: datetime | None = None
    cause: str = ""
    overrun_since: datetime | None = None
    max_seconds: int = 0


@dataclass(frozen=True)
class JobTypeFacts:
    """The ended jobs of one type in the last hour, FSP's own upkeep left out."""

    job_type: str
    ended: int
    failed: int


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
    """How many jobs hang: their worker stopped renewing their lease and nobody took them over. And the oldest."""

    count: int
    job_id: str = ""
    since: datetime | None = None
