"""Reads what the finish script counted: outcomes and run times, the same from every process."""

from dataclasses import dataclass
from typing import cast

import redis

from fsp.redis_ops import keys

BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 300.0, 600.0, 1800.0)
"""Upper bounds of the run-time histogram; FSP's own limits of 30, 60 and 120 s are among them, so those are exact."""


@dataclass(frozen=True)
class OutcomeCount:
    """How many jobs of one type and queue ended in one outcome; `retried` counts attempts that will be made again."""

    job_type: str
    queue: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Histogram:
    """Run times of succeeded jobs. `buckets` maps an upper bound in seconds to the count in that bucket alone."""

    buckets: dict[float, int]
    sum_seconds: float
    count: int


def bucket_label(seconds: float) -> str:
    """Return the field of the bucket this run time falls in."""
    return str(next((bound for bound in BUCKETS_SECONDS if seconds <= bound), float("inf")))


def read_counters(connection: redis.Redis) -> list[OutcomeCount]:
    """Return every count of outcomes since the Redis was made."""
    found = cast(dict[bytes, bytes], connection.hgetall(keys.COUNTERS))
    rows = []
    for field, count in sorted(found.items()):
        parts = field.decode().split("|")
        if len(parts) == len(("job_type", "queue", "outcome")):
            rows.append(OutcomeCount(parts[0], parts[1], parts[2], int(count)))
    return rows


def read_totals(connection: redis.Redis) -> dict[str, int]:
    """Return the counts that belong to no job type: `fenced`, `reaped` and `dead_letters_expired`."""
    names = ["fenced", "reaped", "dead_letters_expired"]
    found = cast(list[bytes | None], connection.hmget(keys.COUNTERS, names))
    return {name: int(count or 0) for name, count in zip(names, found, strict=True)}


def read_histograms(connection: redis.Redis) -> dict[str, Histogram]:
    """Return the run times of every job type that has succeeded at least once."""
    names = sorted({row.job_type for row in read_counters(connection)})
    pipeline = connection.pipeline(transaction=False)
    for name in names:
        pipeline.hgetall(keys.histogram(name))
    return {name: _histogram(fields) for name, fields in zip(names, pipeline.execute(), strict=True) if fields}


def _histogram(fields: dict[bytes, bytes]) -> Histogram:
    texts = {field.decode(): value for field, value in fields.items()}
    sum_seconds = int(texts.pop("sum_microseconds", 0)) / 1e6
    buckets = {float(bound): int(value) for bound, value in texts.items()}
    return Histogram(buckets, sum_seconds, sum(buckets.values()))
