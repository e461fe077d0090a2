"""Reading the machinery for the first screen: queues, flows, gates, workers, scheduler, the last hour of each type."""

from datetime import datetime, timedelta
from typing import cast

import redis

from fsp.admission.gates import read_gates, read_queue_pauses
from fsp.clock import from_epoch
from fsp.jobs.registry import all_job_types
from fsp.metrics.spans import read_spans_of_all, total
from fsp.queueing.fleet import read_fleet
from fsp.queueing.flow import read_flow
from fsp.queueing.queues import read_queues
from fsp.redis_ops import keys
from fsp.web.panels.overview.facts import Machinery

WINDOW = timedelta(hours=1)
RETRY_WINDOW = timedelta(minutes=10)


def read_machinery(connection: redis.Redis, now: datetime) -> Machinery:
    """Read it; raises the errors of an absent Redis."""
    spans = read_spans_of_all(connection, [found.name for found in all_job_types()], now=now, window=WINDOW)
    late = (now - RETRY_WINDOW).timestamp()
    ticked = cast(bytes | None, connection.get(keys.heartbeat("scheduler")))
    return Machinery(
        queues=read_queues(connection, now),
        pauses=read_queue_pauses(connection, now),
        flows=read_flow(connection, now),
        gates=read_gates(connection, now),
        fleet=read_fleet(connection, now),
        scheduler_seen_at=from_epoch(float(ticked)) if ticked else None,
        last_hour={name: total(name, found) for name, found in spans.items()},
        last_minutes={name: total(name, (one for one in found if one.start >= late)) for name, found in spans.items()},
    )
