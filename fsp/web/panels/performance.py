"""Performance: what is known of the speed of each job type, as of one moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.jobs.registry import all_job_types
from fsp.performance.bottlenecks import Bottleneck, find_bottlenecks
from fsp.performance.executions import read_executions
from fsp.performance.resources import ResourceUse, resource_use
from fsp.performance.runs import Performance, read_performance
from fsp.performance.slowest import Operation, slowest_operations
from fsp.web.panels.deploys import DeploysPanel, read_deploys_panel

WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class PerformancePage:
    """Baselines with verdicts, and what the runs of the last 24 hours cost, at most 200 of each type."""

    as_of: datetime
    tracks: list[Performance]
    bottlenecks: list[Bottleneck]
    operations: list[Operation]
    resources: list[ResourceUse]
    deploys: DeploysPanel


def read_performance_page(connection: redis.Redis, now: datetime) -> PerformancePage:
    """Read the page."""
    types = all_job_types()
    executions = read_executions(connection, [found.name for found in types], now)
    slots = {found.name: found.concurrency for found in types}
    return PerformancePage(
        as_of=now,
        tracks=read_performance(),
        bottlenecks=find_bottlenecks(executions, slots=slots, span_seconds=WINDOW.total_seconds()),
        operations=slowest_operations(executions),
        resources=resource_use(executions),
        deploys=read_deploys_panel(now),
    )
