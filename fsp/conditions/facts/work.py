"""Facts about the work: queues, workers, the scheduler, schedules, slots and jobs."""

from dataclasses import dataclass
from datetime import datetime

from fsp.inspection.queue_trend import seconds_to_empty
from fsp.queueing.blocker import Blocker


@dataclass(frozen=True)
class QueueFacts:
    """One queue. `waiting` includes blocked jobs. Rates are jobs per minute over the last minute."""

    name: str
    waiting: int
    running: int
    oldest_at: datetime | None
    completions: float | None
    paused_by: str = ""
    paused_reason: str = ""
    paused_since: datetime | None = None
    arrivals: float | None = None
    growth: float | None = None
    """How many waiting jobs it gains per minute, below 0 if it shrinks; None if it is unknown."""
    stopped: int = 0
    """How many waiting jobs are stopped by a pause or a circuit of their type."""
    blockers: tuple[Blocker, ...] = ()
    """What blocks its jobs, the first blocker first."""

    @property
    def seconds_to_empty(self) -> float | None:
        """Return the seconds until the queue is empty; None if it does not shrink, or if that is unknown."""
        growth = self.growth
        if growth is None and self.arrivals is not None and self.completions is not None:
            # Stored snapshots of older versions have only the rates.
            growth = self.arrivals - self.completions
        return seconds_to_empty(self.waiting, growth)


@dataclass(frozen=True)
class CircuitFacts:
    """A circuit that blocks jobs."""

    job_type: str
    state: str
    opened_at: datetime | None
    why: str
    waiting: int = 0
    newest_error: str = ""
    """The error of its newest failed attempt, including jobs that will be retried."""


@dataclass(frozen=True)
class LostWorkerFacts:
    """A worker that no longer sends heartbeats and was not replaced."""

    name: str
    heard_at: datetime
    jobs: int


@dataclass(frozen=True)
class LeftWorkerFacts:
    """A stopped worker, when and why."""

    name: str
    left_at: datetime
    because: str


@dataclass(frozen=True)
class SchedulerFacts:
    """When a scheduler last ticked; if none ever did, since when one is missing."""

    ticked_at: datetime | None
    missed_since: datetime | None = None

    @property
    def silent_since(self) -> datetime | None:
        """Return since when no scheduler has ticked; None if unknown."""
        return self.ticked_at or self.missed_since


@dataclass(frozen=True)
class ScheduleFacts:
    """A schedule with a problem: since when a success is overdue and why, or since when it overruns."""

    name: str
    overdue_since: datetime | None = None
    cause: str = ""
    overrun_since: datetime | None = None
    max_seconds: int = 0


@dataclass(frozen=True)
class JobTypeFacts:
    """The finished jobs of one type in the last hour, without FSP's own maintenance."""

    job_type: str
    ended: int
    failed: int


@dataclass(frozen=True)
class RetryFacts:
    """The attempts of one job type in the last ten minutes: those that will be retried, and those that ended."""

    job_type: str
    retried: int
    ended: int
    first_at: datetime | None
    newest_error: str = ""


@dataclass(frozen=True)
class SlotHolder:
    """A running job, since when it runs, and the 95th percentile of its type's run times, if any ended recently."""

    job_id: str
    job_type: str
    started_at: datetime
    usual_seconds: float | None


@dataclass(frozen=True)
class SlotFacts:
    """The slots of all workers (`all`) or of one job type: how many are in use, by whom, and how many jobs wait."""

    subject: str
    limit: int
    taken: int
    waiting: int
    holders: tuple[SlotHolder, ...]
    last_end_at: datetime | None
    in_words: str


@dataclass(frozen=True)
class MemoryFacts:
    """A worker process above its memory limit and its job, or one that was replaced for it."""

    worker: str
    memory_bytes: int | None
    limit_bytes: int
    job_id: str
    job_type: str
    since: datetime | None


@dataclass(frozen=True)
class StuckFacts:
    """How many jobs are stuck: their worker stopped renewing the lease, and no other took over. And the oldest."""

    count: int
    job_id: str = ""
    since: datetime | None = None
