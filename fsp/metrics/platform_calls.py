"""Calls to platforms, counted where they are made: how many went well, how many failed, and how long they took."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import cast

import redis
from redis.client import Pipeline

from fsp.clock import utc_now
from fsp.jobs.run_context import find_run
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.distribution import Distribution, distribution
from fsp.metrics.rings import MAX_RUNS
from fsp.metrics.service_spans import span_start, span_starts
from fsp.metrics.sketch import bucket_index
from fsp.metrics.stored_sketch import sketch_of
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import Read
from fsp.stored import counts_of, number_of, readable, whole_of

log = logging.getLogger(__name__)

KEPT_SECONDS = 2 * 86400
SUCCEEDED, FAILED = "succeeded", "failed"
FAILED_BY = "failed-by"


@dataclass(frozen=True)
class PlatformCalls:
    """The calls to one platform in a window of time."""

    platform: str
    succeeded: int = 0
    failed: int = 0
    seconds: float = 0.0
    sketch: Counter[int] = field(default_factory=Counter)
    failed_by: Counter[str] = field(default_factory=Counter)
    """The failures by the type of the job that called."""

    recent: tuple[float, ...] = ()
    """The times of those calls that are known one by one."""

    @property
    def calls(self) -> int:
        """Return how many calls ended."""
        return self.succeeded + self.failed

    @property
    def times(self) -> Distribution:
        """Return the times of all calls in seconds: exact of up to 1,000, else within 1 %."""
        return distribution(self.sketch, self.recent)


@contextmanager
def counted_call(connection: redis.Redis, platform: str) -> Iterator[None]:
    """Time the call in the with block and count it; the call succeeds even when Redis is down."""
    started, run = perf_counter(), find_run()
    outcome = FAILED
    try:
        yield
        outcome = SUCCEEDED
    finally:
        try:
            note_call(
                connection,
                platform,
                outcome=outcome,
                seconds=perf_counter() - started,
                now=utc_now(),
                job_type=run.job_type if run else "",
            )
        except redis.exceptions.RedisError as error:
            log.warning("platform call not counted", extra={"platform": platform, "error": str(error)})


def note_call(
    connection: redis.Redis, platform: str, *, outcome: str, seconds: float, now: datetime, job_type: str = ""
) -> None:
    """Count one call, and a failure for the type of the job that called, so that it is known what follows from it."""
    key = metric_keys.platform_span(span_start(now.timestamp()))
    pipeline = connection.pipeline()
    pipeline.hincrby(key, f"{outcome}|{platform}", 1)
    pipeline.hincrby(key, f"microseconds|{platform}", round(seconds * 1e6))
    pipeline.hincrby(key, f"seconds|{bucket_index(seconds)}|{platform}", 1)
    if outcome == FAILED and job_type:
        pipeline.hincrby(key, f"{FAILED_BY}|{job_type}|{platform}", 1)
    pipeline.expire(key, KEPT_SECONDS)
    ring = metric_keys.platform_ring(platform)
    pipeline.lpush(ring, f"{now.timestamp() * 1000:.0f}|{seconds:.6f}")
    pipeline.ltrim(ring, 0, MAX_RUNS - 1)
    pipeline.expire(ring, KEPT_SECONDS)
    pipeline.hincrby(metric_keys.PLATFORM_COUNTERS, f"{outcome}|{platform}", 1)
    pipeline.execute()


def platform_calls_read(*, now: datetime, window: timedelta) -> Read[list[PlatformCalls]]:
    """Return how to read each platform called in the window, by name; it takes two stages.

    It reaches back to the span that was running then.
    """
    starts = span_starts(now - window - timedelta(seconds=SPAN_SECONDS), now)

    def ask(pipeline: Pipeline) -> None:
        for start in starts:
            pipeline.hgetall(metric_keys.platform_span(start))

    def with_recent(answers: list[dict[bytes, bytes]]) -> Read[list[PlatformCalls]]:
        return _with_recent(_calls_of_all(answers), since=starts[0], until=starts[-1] + SPAN_SECONDS)

    return Read(ask, with_recent)


def read_platform_totals(connection: redis.Redis) -> dict[tuple[str, str], int]:
    """Return the calls since the Redis was made, by platform and outcome."""
    fields = cast(dict[bytes, bytes], connection.hgetall(metric_keys.PLATFORM_COUNTERS))
    parted = ((name.partition("|"), count) for name, count in counts_of(fields).items())
    return {(platform, outcome): count for (outcome, bar, platform), count in parted if bar}


def _calls_of_all(spans: Sequence[dict[bytes, bytes]]) -> list[PlatformCalls]:
    counts: Counter[tuple[str, str]] = Counter()
    for fields in spans:
        for name, count in counts_of(fields).items():
            kind, _, platform = name.rpartition("|")
            counts[platform, kind] += count
    return [_calls(platform, counts) for platform in sorted({platform for platform, _ in counts})]


def _with_recent(platforms: Sequence[PlatformCalls], *, since: int, until: int) -> Read[list[PlatformCalls]]:
    # The ring holds no more than that, so only of so few may all be there.
    few = [calls.platform for calls in platforms if calls.calls <= MAX_RUNS]

    def ask(pipeline: Pipeline) -> None:
        for platform in few:
            pipeline.lrange(metric_keys.platform_ring(platform), 0, MAX_RUNS - 1)

    def completed(rings: list[list[bytes]]) -> list[PlatformCalls]:
        recent = {name: tuple(_within(lines, since, until)) for name, lines in zip(few, rings, strict=True)}
        return [replace(calls, recent=recent.get(calls.platform, ())) for calls in platforms]

    return Read(ask, completed)


def _within(lines: list[bytes], since: int, until: int) -> Iterator[float]:
    for line in readable(_call, lines):
        at, seconds = line
        if since * 1000 <= at < until * 1000:
            yield seconds


def _call(line: bytes) -> tuple[int, float]:
    at, seconds = line.split(b"|")
    return whole_of(at), number_of(seconds)


def _calls(platform: str, counts: Counter[tuple[str, str]]) -> PlatformCalls:
    by_kind = {kind: count for (name, kind), count in counts.items() if name == platform}
    sketch = {kind.removeprefix("seconds|"): count for kind, count in by_kind.items() if kind.startswith("seconds|")}
    failed_by = {kind.partition("|")[2]: count for kind, count in by_kind.items() if kind.startswith(f"{FAILED_BY}|")}
    return PlatformCalls(
        platform=platform,
        succeeded=by_kind.get(SUCCEEDED, 0),
        failed=by_kind.get(FAILED, 0),
        seconds=by_kind.get("microseconds", 0) / 1e6,
        sketch=sketch_of(sketch),
        failed_by=Counter(failed_by),
    )
