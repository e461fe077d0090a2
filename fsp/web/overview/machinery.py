"""Reading the machinery for the first screen: queues, flows, gates, workers, scheduler, the last hour of each type."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis

from fsp.gates.gate import Gate, gates_read
from fsp.gates.pauses import Pause, queue_pauses_read
from fsp.jobs.registry import all_job_types
from fsp.metrics.spans import Span, spans_of_all_read, total
from fsp.queueing.fleet import FleetWorker, fleet_read
from fsp.queueing.flow import Flow, flow_read
from fsp.queueing.queues import QueueReading, queues_read
from fsp.queueing.scheduler_silence import heartbeat_read
from fsp.redis_ops.reads import Batch

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
    batch = Batch(connection)
    queues, pauses = batch.add(queues_read(now)), batch.add(queue_pauses_read(now))
    flows, gates, fleet = batch.add(flow_read(now)), batch.add(gates_read(now)), batch.add(fleet_read(now))
    scheduler_seen_at = batch.add(heartbeat_read())
    names = [job_type.name for job_type in all_job_types()]
    recent = batch.add(spans_of_all_read(names, now=now, window=WINDOW))
    batch.send()
    spans, late = recent.value, (now - RETRY_WINDOW).timestamp()
    return Machinery(
        queues=queues.value,
        pauses=pauses.value,
        flows=flows.value,
        gates=gates.value,
        fleet=fleet.value,
        scheduler_seen_at=scheduler_seen_at.value,
        last_hour={name: total(name, found) for name, found in spans.items()},
        last_minutes={name: total(name, (one for one in found if one.start >= late)) for name, found in spans.items()},
        parked={(queue, gate.job_type): jobs for gate in gates.value for queue, jobs in gate.held_in.items()},
    )
