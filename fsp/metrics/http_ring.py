"""The last 1000 HTTP responses of all web processes within a day: as points, and for exact quantiles of few values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import redis

from fsp.metrics.rings import KEPT, MAX_RUNS
from fsp.redis_ops import metric_keys
from fsp.stored import moment_of_epoch, number_of, readable


@dataclass(frozen=True)
class HttpPoint:
    """When a response was sent, and how long it took."""

    at: datetime
    seconds: float


def push_points(pipeline: redis.client.Pipeline, points: Iterable[tuple[float, float]]) -> None:
    """Add responses, (Unix time, seconds), oldest first, to a pipeline."""
    lines = [f"{at * 1000:.0f}|{seconds:.6f}" for at, seconds in points]
    if lines:
        pipeline.lpush(metric_keys.HTTP_RING, *lines)
        pipeline.ltrim(metric_keys.HTTP_RING, 0, MAX_RUNS - 1)
        pipeline.expire(metric_keys.HTTP_RING, round(KEPT.total_seconds()))


def read_http_ring(connection: redis.Redis, now: datetime) -> list[HttpPoint]:
    """Return up to 1000 responses of the last 24 hours, roughly oldest first."""
    lines = cast(list[bytes], connection.lrange(metric_keys.HTTP_RING, 0, MAX_RUNS - 1))
    return [point for point in readable(_point, reversed(lines)) if now - point.at <= KEPT]


def _point(line: bytes) -> HttpPoint:
    at, seconds = line.split(b"|", 1)
    return HttpPoint(moment_of_epoch(at, per_second=1000), number_of(seconds))
