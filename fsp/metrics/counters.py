"""Reads the counters of the finish script: outcomes and run times, the same in every process."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import redis
from redis.client import Pipeline

from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import Read, then
from fsp.stored import counts_of, number_of, read_or, readable, whole_of


@dataclass(frozen=True)
class OutcomeCount:
    """Job counts by type, queue and outcome. `retried` counts attempts that will be retried."""

    job_type: str
    queue: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Histogram:
    """A histogram of times. `buckets` maps an upper bound in seconds to the count in that bucket only."""

    buckets: dict[float, int]
    sum_seconds: float
    count: int


@dataclass(frozen=True)
class TypeTotals:
    """The totals of one job type since Redis was initialised."""

    run: Histogram
    wait: Histogram
    cpu_seconds: float
    peak_bytes: int


def counters_read() -> Read[list[OutcomeCount]]:
    """Return the same as a read that can be combined with others."""
    return Read(lambda pipeline: pipeline.hgetall(metric_keys.COUNTERS), lambda answers: _outcomes(answers[0]))


def _outcomes(fields: dict[bytes, bytes]) -> list[OutcomeCount]:
    rows = []
    for field, count in sorted(counts_of(fields).items()):
        parts = field.split("|")
        if len(parts) == len(("job_type", "queue", "outcome")):
            rows.append(OutcomeCount(parts[0], parts[1], parts[2], count))
    return rows


def read_totals(connection: redis.Redis) -> dict[str, int]:
    """Return the counters without a job type: `fenced`, `reaped`, `http-dropped` and so on."""
    names = ["fenced", "reaped", "http-dropped", "history-dropped", "history-renumbered"]
    names += ["dead_letters_expired"]
    counts = cast(list[bytes | None], connection.hmget(metric_keys.COUNTERS, names))
    return {name: read_or(0, whole_of, count) for name, count in zip(names, counts, strict=True)}


def read_events(connection: redis.Redis, event: str) -> dict[str, int]:
    """Return event counts by job type: `deduplicated` or `circuit-opened`."""
    parted = {tuple(field.split(":", 1)): count for field, count in _counts(connection).items() if ":" in field}
    return {rest[0]: count for (kind, *rest), count in parted.items() if kind == event}


def type_totals_read() -> Read[dict[str, TypeTotals]]:
    """Return the same as a read that can be combined with others. It takes two stages."""
    return then(counters_read(), lambda rows: _type_totals(sorted({row.job_type for row in rows})))


def _type_totals(names: Sequence[str]) -> Read[dict[str, TypeTotals]]:
    def ask(pipeline: Pipeline) -> None:
        for name in names:
            pipeline.hgetall(metric_keys.histogram(name))

    def totals(answers: list[dict[bytes, bytes]]) -> dict[str, TypeTotals]:
        return {name: _totals(fields) for name, fields in zip(names, answers, strict=True) if fields}

    return Read(ask, totals)


def add_up(first: TypeTotals, second: TypeTotals) -> TypeTotals:
    """Return the combined totals of two job types."""
    return TypeTotals(
        run=summed(first.run, second.run),
        wait=summed(first.wait, second.wait),
        cpu_seconds=first.cpu_seconds + second.cpu_seconds,
        peak_bytes=max(first.peak_bytes, second.peak_bytes),
    )


def _counts(connection: redis.Redis) -> dict[str, int]:
    return counts_of(cast(dict[bytes, bytes], connection.hgetall(metric_keys.COUNTERS)))


def _bound(text: str) -> float:
    return math.inf if text == "inf" else number_of(text)


def summed(first: Histogram, second: Histogram) -> Histogram:
    """Return the histogram of the times of both."""
    buckets = dict(Counter(first.buckets) + Counter(second.buckets))
    return Histogram(buckets, first.sum_seconds + second.sum_seconds, first.count + second.count)


def _totals(fields: dict[bytes, bytes]) -> TypeTotals:
    texts = counts_of(fields)
    run_microseconds, wait_microseconds = texts.pop("sum_microseconds", 0), texts.pop("wait_microseconds", 0)
    cpu_microseconds, peak_bytes = texts.pop("cpu_microseconds", 0), texts.pop("peak_bytes", 0)
    waits = {name.removeprefix("wait|"): count for name, count in texts.items() if name.startswith("wait|")}
    runs = {name: count for name, count in texts.items() if not name.startswith("wait|")}
    return TypeTotals(
        _histogram(runs, run_microseconds), _histogram(waits, wait_microseconds), cpu_microseconds / 1e6, peak_bytes
    )


def _histogram(counts: dict[str, int], microseconds: int) -> Histogram:
    buckets = dict(readable(lambda bucket: (_bound(bucket[0]), bucket[1]), counts.items()))
    return Histogram(buckets, microseconds / 1e6, sum(buckets.values()))
