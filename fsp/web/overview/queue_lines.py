"""The queues as rows of the overview, those with problems first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fsp.charts.sparkline import Sparkline, sparkline
from fsp.conditions.blockers import why_held
from fsp.conditions.finding import Finding
from fsp.conditions.queue_words import first_causes
from fsp.conditions.system import System
from fsp.inspection.flow import Flow
from fsp.inspection.flow_samples import RATE_SECONDS
from fsp.inspection.queue_trend import seconds_to_empty
from fsp.inspection.queues import QueueReading
from fsp.jobs.registry import all_job_types
from fsp.queueing.blocker import BlockerKind
from fsp.web.timezone import local

ORDER = ("stalled", "paused", "blocked", "waiting", "flowing", "empty")
"""The states of a queue, in display order."""


@dataclass(frozen=True)
class QueueLine:
    """One queue: waiting and running jobs, the oldest one, and the rates."""

    reading: QueueReading
    state: str
    cause: str
    """What blocks its jobs, the first blocker; empty if nothing does."""
    waiting: int
    oldest_at: datetime | None
    limit: int
    """The total concurrency limit of its job types."""
    rate_in: float | None
    rate_out: float | None
    growth: float | None
    """How many waiting jobs it gains per minute, below 0 if it shrinks; None if it is unknown."""
    seconds_to_empty: float | None
    failed_ratio: float | None
    spark: Sparkline

    @property
    def is_still(self) -> bool:
        """Return whether something has waited for a minute and nothing finished in that time."""
        return self.waiting > 0 and self.rate_out == 0 and (self.reading.oldest_age_seconds or 0.0) >= RATE_SECONDS

    @property
    def is_growing(self) -> bool:
        """Return whether more and more jobs are waiting."""
        return self.waiting > 0 and (self.growth or 0.0) > 0


def queue_lines(system: System, problems: Sequence[Finding], now: datetime) -> list[QueueLine]:
    """Return the queues, stalled ones first, then paused ones, each by the age of its oldest job."""
    stalled = {problem.subject.name for problem in problems if problem.rule == "queue-stalled" and not problem.doubt}
    lines = [_line(queue, system, now, is_stalled=queue.name in stalled) for queue in system.queues]
    return sorted(lines, key=lambda line: (ORDER.index(line.state), -(line.reading.oldest_age_seconds or 0.0)))


def _line(queue: QueueReading, system: System, now: datetime, *, is_stalled: bool) -> QueueLine:
    flow = system.flows[queue.name]
    waiting, oldest = queue.waiting + queue.blocked, queue.oldest_age_seconds
    blockers = tuple(why_held(queue, system, now))
    # Without a worker, jobs that still count as running belong to nobody, and nothing else detects that they are
    # stalled.
    is_stalled = is_stalled or any(blocker.kind is BlockerKind.NO_WORKER for blocker in blockers)
    state = "paused" if queue.name in system.pauses else "stalled" if is_stalled else _state(queue, flow)
    job_types = {job_type.name for job_type in all_job_types() if job_type.priority.value == queue.name}
    points = [(f"{local(at):%H:%M}", number) for at, number in flow.waiting_by_minute(now)]
    return QueueLine(
        reading=queue,
        state=state,
        cause=first_causes(blockers),
        waiting=waiting,
        oldest_at=now - timedelta(seconds=oldest) if oldest is not None else None,
        limit=sum(gate.limit for gate in system.gates if gate.job_type in job_types),
        rate_in=flow.rate_in,
        rate_out=flow.rate_out,
        growth=flow.growth,
        seconds_to_empty=seconds_to_empty(waiting, flow.growth),
        failed_ratio=flow.failed_ratio,
        spark=sparkline(f"Waiting in {queue.name}, 60 min", "jobs", points),
    )


def _state(queue: QueueReading, flow: Flow) -> str:
    if not queue.waiting + queue.blocked:
        return "empty"
    if not queue.waiting and not queue.running:
        # Each job waits for a circuit, a pause or a limit of its type.
        return "blocked"
    return "waiting" if flow.rate_out == 0 else "flowing"
