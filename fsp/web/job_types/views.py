"""The list of job types with limits, gates and outcomes, and of queues with their pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.charts.stacks import StackChart, stacks
from fsp.gates.gate import read_gates
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.queues import QueueReading, read_queues
from fsp.web.job_types.type_lines import DAY, HOUR, TypeLine, read_type_lines


@dataclass(frozen=True)
class JobTypesPage:
    """All job types and queues at one time; `range` is the time range of the results."""

    as_of: datetime
    range: str
    lines: list[TypeLine]
    queues: list[tuple[QueueReading, Pause | None]]
    picture: StackChart


def read_job_types(connection: redis.Redis, now: datetime, *, is_day: bool = False) -> JobTypesPage:
    """Read every job type's gate and results, and every queue's pause."""
    pauses = read_queue_pauses(connection, now)
    queues = read_queues(connection, now)
    return JobTypesPage(
        as_of=now,
        range="24h" if is_day else "1h",
        lines=read_type_lines(connection, read_gates(connection, now), now, window=DAY if is_day else HOUR),
        queues=[(queue, pauses.get(queue.name)) for queue in queues],
        picture=_picture(queues),
    )


def _picture(queues: Sequence[QueueReading]) -> StackChart:
    """Return a bar of each queue's jobs by their state."""
    rows = [
        (queue.name, (queue.running, queue.waiting, queue.blocked, queue.deferred, queue.scheduled)) for queue in queues
    ]
    return stacks("Jobs by queue", ("running", "waiting", "blocked", "deferred", "scheduled"), rows)
