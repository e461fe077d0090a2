"""Run times of one job type over a day, as the finish script counts them in Redis; some come late."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import cast

import redis

from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.sketch import sketch
from fsp.redis_ops import metric_keys

TYPE = "test-echo"
DAY_SECONDS = 86_400
LATE_SECONDS = 7200

Point = tuple[int, float]
"""The start of its span, and a run time."""


@dataclass
class Points:
    """`count` run times in the day before `now`; those that come late are of the last two hours."""

    chance: Random
    count: int
    late_share: float
    now: datetime
    in_time: list[Point] = field(default_factory=list)
    late: list[Point] = field(default_factory=list)

    def __post_init__(self) -> None:
        end = int(self.now.timestamp())
        for _ in range(self.count):
            is_late = self.chance.random() < self.late_share
            age = self.chance.randrange(LATE_SECONDS if is_late else DAY_SECONDS - SPAN_SECONDS)
            start = (end - age) // SPAN_SECONDS * SPAN_SECONDS
            (self.late if is_late else self.in_time).append((start, self.chance.lognormvariate(0, 1)))


def put_points(connection: redis.Redis, points: list[Point]) -> None:
    """Count points."""
    spans = defaultdict(list)
    for start, seconds in points:
        spans[start].append(seconds)
    connection.hset(metric_keys.COUNTERS, f"{TYPE}|medium|succeeded", 1)
    for start, run_seconds in sorted(spans.items()):
        key = metric_keys.span(TYPE, start)
        if not connection.exists(key):
            connection.lpush(metric_keys.spans(TYPE), start)
        connection.hincrby(key, "outcome|succeeded", len(run_seconds))
        connection.hincrby(key, "run_microseconds", sum(round(value * 1e6) for value in run_seconds))
        stretch(connection, key, run_seconds)
        for index, number in sketch(run_seconds).items():
            connection.hincrby(key, f"run|{index}", number)


def stretch(connection: redis.Redis, key: str, run_seconds: list[float]) -> None:
    """Let the extremes of a span hold these too."""
    stored = cast(bytes | None, connection.hget(key, "run_extremes"))
    microseconds = [round(value * 1e6) for value in run_seconds] + [
        int(part) for part in (stored or b"").split(b"|") if part
    ]
    connection.hset(key, "run_extremes", f"{min(microseconds)}|{max(microseconds)}")
