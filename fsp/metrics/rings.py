"""Reads the last 1000 ends of each job type, none older than a day: for charts, and for judging one run by one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import redis

from fsp.clock import from_epoch
from fsp.redis_ops import keys

MOST = 1000
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class End:
    """One ended attempt; the wait is that of a first start, None for a later one."""

    at: datetime
    outcome: str
    run_seconds: float
    wait_seconds: float | None
    job_id: str
    size_class: str = ""
    """Of its input, as its type declares it."""


def read_ring(connection: redis.Redis, job_type: str, now: datetime) -> list[End]:
    """Return the ends of the last 24 hours, oldest first, 1000 at most."""
    lines = cast(list[bytes], connection.lrange(keys.ring(job_type), 0, MOST - 1))
    found = [_end(line.decode()) for line in reversed(lines)]
    return [end for end in found if now - end.at <= KEPT]


def _end(line: str) -> End:
    at, outcome, run_seconds, wait_seconds, job_id = line.split("|", 4)
    wait_seconds, _, size_class = wait_seconds.partition(";")
    wait = float(wait_seconds) if wait_seconds else None
    return End(from_epoch(int(at) / 1000), outcome, float(run_seconds), wait, job_id, size_class)
