"""The cost of the runs of the last 24 hours: bottlenecks, slowest operations, their steps, and resources."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.gates.gate import gates_read
from fsp.jobs.registry import all_job_types
from fsp.metrics.event_log import catch_up
from fsp.performance.bottlenecks import Bottleneck, find_bottlenecks
from fsp.performance.executions import executions_read
from fsp.performance.resources import ResourceUse, resource_use
from fsp.performance.slowest import Operation, slowest_operations
from fsp.performance.steps import Breakdown, break_down
from fsp.redis_ops.reads import Batch

WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class Costs:
    """The cost of at most 200 runs of each job type."""

    bottlenecks: list[Bottleneck]
    operations: list[Operation]
    breakdowns: list[Breakdown]
    resources: list[ResourceUse]


def read_costs(connection: redis.Redis, now: datetime) -> Costs:
    """Read the runs of every job type, in two round trips."""
    catch_up(connection)
    batch = Batch(connection)
    runs = batch.add(executions_read([job_type.name for job_type in all_job_types()], now))
    gates = batch.add(gates_read(now))
    batch.send()
    return Costs(
        bottlenecks=find_bottlenecks(
            runs.value,
            slots={gate.job_type: gate.slots for gate in gates.value},
            span_seconds=WINDOW.total_seconds(),
            stopped={gate.job_type: gate.stopped_because for gate in gates.value},
        ),
        operations=slowest_operations(runs.value),
        breakdowns=break_down(runs.value),
        resources=resource_use(runs.value),
    )
