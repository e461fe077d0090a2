"""Reads the last 1000 ends of each job type, none older than a day: for charts, and for judging one run by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from redis.client import Pipeline

from fsp.metrics.event_log import catch_up
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import Read, fetch
from fsp.stored import moment_of_epoch, number_of, readable, text_of

MAX_RUNS = 1000
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
    return read_rings(connection, [job_type], now)[job_type]


def read_rings(
    connection: redis.Redis, job_types: Sequence[str], now: datetime, *, most: int = MAX_RUNS
) -> dict[str, list[End]]:
    """Return the newest ends of each type, as read_ring does, in one round trip."""
    catch_up(connection)
    return fetch(connection, rings_read(job_types, now, most=most))


def rings_read(job_types: Sequence[str], now: datetime, *, most: int = MAX_RUNS) -> Read[dict[str, list[End]]]:
    """Return how to read the same together with other things."""

    def ask(pipeline: Pipeline) -> None:
        for job_type in job_types:
            pipeline.lrange(metric_keys.ring(job_type), 0, most - 1)

    def ends(rings: list[list[bytes]]) -> dict[str, list[End]]:
        return {name: _young(lines, now) for name, lines in zip(job_types, rings, strict=True)}

    return Read(ask, ends)


def _young(lines: list[bytes], now: datetime) -> list[End]:
    ends = readable(_end, reversed(lines))
    return [end for end in ends if now - end.at <= KEPT]


def _end(line: bytes) -> End:
    at, outcome, run_seconds, wait_seconds, job_id = text_of(line).split("|", 4)
    wait_seconds, _, size_class = wait_seconds.partition(";")
    wait = number_of(wait_seconds) if wait_seconds else None
    moment = moment_of_epoch(at, per_second=1000)
    return End(moment, outcome, number_of(run_seconds), wait, job_id, size_class)
