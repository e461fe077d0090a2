"""Reading the machinery for the first screen: queues, flows, gates, workers, scheduler, the last hour of each type."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import redis

from fsp.gates.gate import Gate, read_gates
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import all_job_types
from fsp.metrics.spans import Span, read_spans_of_all, total
from fsp.queueing.fleet import FleetWorker, read_fleet
from fsp.queueing.flow import Flow, read_flow
from fsp.queueing.queues import QueueReading, read_queues
from fsp.redis_ops import keys
from fsp.stored import moment_of_epoch, read_or

WINDOW = timedelta(hours=1)
RETRY_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Machinery:
    """What Redis tells of the machinery; the first screen shows the same in its tables and strips."""

    queues: list[QueueReading]
    pauses: dict[str, Pause]
    flows: dict[str, Flow]
    gates: list[Gate]
    fleet: list[FleetWorker]
    scheduler_seen_at: datetime | None
    last_hour: dict[str, Span]
    last_minutes: dict[str, Span]
    """The last ten, to the beginning of the span of five minutes that holds them."""
    parked: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many jobs are set aside, by queue and job type; where there are none, there is no entry."""


def read_machinery(connection: redis.Redis, now: datetime) -> Machinery:
    """Read it; raises the errors of an absent Redis."""
    names = [found.name for found in all_job_types()]
    spans = read_spans_of_all(connection, names, now=now, window=WINDOW)
    late = (now - RETRY_WINDOW).timestamp()
    ticked = cast(bytes | None, connection.get(keys.heartbeat("scheduler")))
    return Machinery(
        queues=read_queues(connection, now),
        pauses=read_queue_pauses(connection, now),
        flows=read_flow(connection, now),
        gates=read_gates(connection, now),
        fleet=read_fleet(connection, now),
        scheduler_seen_at=read_or(None, moment_of_epoch, ticked),
        last_hour={name: total(name, found) for name, found in spans.items()},
        last_minutes={name: total(name, (one for one in found if one.start >= late)) for name, found in spans.items()},
        parked=_parked(connection, names),
    )


def _parked(connection: redis.Redis, job_types: list[str]) -> dict[tuple[str, str], int]:
    places = [(queue, job_type) for queue in QUEUE_NAMES for job_type in job_types]
    pipeline = connection.pipeline(transaction=False)
    for queue, job_type in places:
        pipeline.llen(keys.parked(queue, job_type))
    return {place: length for place, length in zip(places, pipeline.execute(), strict=True) if length}
