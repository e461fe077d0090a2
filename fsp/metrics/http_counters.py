"""HTTP counters since Redis was initialised: each web process adds its own, and any process can read the sum."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import redis

from fsp.redis_ops import metric_keys
from fsp.stored import counts_of


@dataclass(frozen=True)
class HttpCounters:
    """Requests by (method, status, URL rule); time by (method, URL rule): the sum, and counts up to each bound."""

    requests: dict[tuple[str, str, str], int]
    sums: dict[tuple[str, str], float]
    buckets: dict[tuple[str, str], dict[str, int]]


def request_field(method: str, status: str, rule: str) -> str:
    """Return the field for this request count."""
    return f"requests|{method}|{status}|{rule}"


def sum_field(method: str, rule: str) -> str:
    """Return the field for the total microseconds of these requests."""
    return f"sum|{method}|{rule}"


def bucket_field(method: str, bound: str, rule: str) -> str:
    """Return the field for the requests that took no longer than a bound."""
    return f"bucket|{method}|{bound}|{rule}"


def add_http_counters(connection: redis.Redis, more: Mapping[str, int]) -> None:
    """Add to the fields; raise the errors of a Redis that is down."""
    pipeline = connection.pipeline()
    for field, count in more.items():
        pipeline.hincrby(metric_keys.HTTP_COUNTERS, field, count)
    pipeline.execute()


def read_http_counters(connection: redis.Redis) -> HttpCounters:
    """Return the sum over all processes."""
    requests: Counter[tuple[str, str, str]] = Counter()
    sums: dict[tuple[str, str], float] = {}
    buckets: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for field, count in counts_of(cast(dict[bytes, bytes], connection.hgetall(metric_keys.HTTP_COUNTERS))).items():
        match field.split("|", 3):
            case ["sum", method, *rule]:
                sums[method, "|".join(rule)] = count / 1e6
            case ["bucket", method, bound, rule]:
                buckets[method, rule][bound] = count
            case ["requests", method, status, rule]:
                requests[method, status, rule] = count
    return HttpCounters(dict(requests), sums, dict(buckets))
