"""The list of job types with limits, gates and outcomes, and of queues with their pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.charts.stacks import StackChart, stacks
from fsp.gates.gate import Gate, read_gates
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.queues import QueueReading, read_queues
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import get_job_type
from fsp.metrics.timings import JobTiming, read_timings
from fsp.web.job_types.last_hour import TypeLine, read_last_hour


@dataclass(frozen=True)
class JobTypeLine:
    """One job type: its rules, its gate, and its outcomes; None before its first job has ended."""

    rules: JobType
    gate: Gate
    timing: JobTiming | None


@dataclass(frozen=True)
class JobTypesPage:
    """All job types and queues at one time."""

    as_of: datetime
    lines: list[JobTypeLine]
    last_hour: list[TypeLine]
    queues: list[tuple[QueueReading, Pause | None]]
    picture: StackChart


def read_job_types(connection: redis.Redis, now: datetime) -> JobTypesPage:
    """Read every job type's gate and timings, and every queue's pause."""
    timings = {timing.job_type: timing for timing in read_timings(connection, now)}
    gates = read_gates(connection, now)
    lines = [JobTypeLine(get_job_type(gate.job_type), gate, timings.get(gate.job_type)) for gate in gates]
    pauses = read_queue_pauses(connection, now)
    queues = read_queues(connection, now)
    return JobTypesPage(
        as_of=now,
        lines=lines,
        last_hour=read_last_hour(connection, gates, now),
        queues=[(queue, pauses.get(queue.name)) for queue in queues],
        picture=_picture(queues),
    )


def _picture(queues: Sequence[QueueReading]) -> StackChart:
    """Return a bar of each queue's jobs by their state."""
    rows = [
        (queue.name, (queue.running, queue.waiting, queue.blocked, queue.deferred, queue.scheduled)) for queue in queues
    ]
    return stacks("Jobs by queue", ("running", "waiting", "blocked", "deferred", "scheduled"), rows)
