"""Reads what the finish script counted in spans of five minutes: the same answer from every process."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import redis

from fsp.metrics.extremes import Extremes, extremes_of, join
from fsp.metrics.sketch import merge, quantile, sketch_of
from fsp.redis_ops import metric_keys
from fsp.stored import read_or, readable, text_of, whole_of

SPAN_SECONDS = 300
EXTREMES = ("run_extremes", "wait_extremes")
NOT_COUNTED = (None, None)


@dataclass(frozen=True)
class Span:
    """What happened to one job type from `start`, a Unix time: outcomes, run times of successes, first waits."""

    job_type: str
    start: int
    outcomes: Counter[str] = field(default_factory=Counter)
    run_sketch: Counter[int] = field(default_factory=Counter)
    wait_sketch: Counter[int] = field(default_factory=Counter)
    run_seconds: float = 0.0
    wait_seconds: float = 0.0
    cpu_seconds: float = 0.0
    run_extremes: Extremes | None = None
    wait_extremes: Extremes | None = None

    @property
    def ended(self) -> int:
        """Return how many jobs ended; an attempt that is tried again is not an end."""
        return self.outcomes.total() - self.outcomes["retried"]

    @property
    def succeeded(self) -> int:
        """Return how many of them succeeded."""
        return self.outcomes["succeeded"]

    @property
    def failed(self) -> int:
        """Return how many jobs ended badly; one that was cancelled did not."""
        return self.ended - self.succeeded - self.outcomes["stopped"]

    def run_quantile(self, part: float) -> float | None:
        """Return a quantile of run times in seconds, within 1 %; None without a success."""
        return quantile(self.run_sketch, part)

    def wait_quantile(self, part: float) -> float | None:
        """Return a quantile of waits in seconds, within 1 %; None without a first start."""
        return quantile(self.wait_sketch, part)


def read_spans(connection: redis.Redis, job_type: str, *, since: datetime, until: datetime) -> list[Span]:
    """Return the spans of a type that begin in [since, until), oldest first; Redis keeps two days of them."""
    first, last = since.timestamp(), until.timestamp()
    starts = sorted(set(readable(whole_of, cast(list[bytes], connection.lrange(metric_keys.spans(job_type), 0, -1)))))
    wanted = [start for start in starts if first <= start < last]
    pipeline = connection.pipeline(transaction=False)
    for start in wanted:
        pipeline.hgetall(metric_keys.span(job_type, start))
    found = zip(wanted, pipeline.execute(), strict=True)
    return [_span(job_type, start, fields) for start, fields in found if fields]


def total(job_type: str, spans: Iterable[Span]) -> Span:
    """Return all spans as one: sketches are merged, never averaged."""
    kept = list(spans)
    return Span(
        job_type=job_type,
        start=min((span.start for span in kept), default=0),
        outcomes=sum((span.outcomes for span in kept), Counter()),
        run_sketch=merge(span.run_sketch for span in kept),
        wait_sketch=merge(span.wait_sketch for span in kept),
        run_seconds=sum(span.run_seconds for span in kept),
        wait_seconds=sum(span.wait_seconds for span in kept),
        cpu_seconds=sum(span.cpu_seconds for span in kept),
        run_extremes=join(span.run_extremes for span in kept),
        wait_extremes=join(span.wait_extremes for span in kept),
    )


def read_recent(connection: redis.Redis, job_type: str, *, now: datetime, window: timedelta) -> Span:
    """Return the last `window` as one span; it reaches back to the beginning of the span that was running then."""
    since = now - window - timedelta(seconds=SPAN_SECONDS)
    return total(job_type, read_spans(connection, job_type, since=since, until=now))


def read_spans_of_all(
    connection: redis.Redis, job_types: Iterable[str], *, now: datetime, window: timedelta
) -> dict[str, list[Span]]:
    """Return the spans of many types that end within the window, in one round trip: each is asked for by its name."""
    names = list(job_types)
    newest = int(now.timestamp()) // SPAN_SECONDS * SPAN_SECONDS
    starts = range(newest - int(window.total_seconds()), newest + 1, SPAN_SECONDS)
    pipeline = connection.pipeline(transaction=False)
    for name in names:
        for start in starts:
            pipeline.hgetall(metric_keys.span(name, start))
    answers = iter(pipeline.execute())
    found = {name: [(start, next(answers)) for start in starts] for name in names}
    return {name: [_span(name, start, fields) for start, fields in spans if fields] for name, spans in found.items()}


def _span(job_type: str, start: int, fields: dict[bytes, bytes]) -> Span:
    counted: dict[str, Counter[str]] = {"outcome": Counter(), "run": Counter(), "wait": Counter()}
    sums: Counter[str] = Counter()
    extremes: dict[str, list[float | None]] = {}
    for name, value in fields.items():
        kind, bar, what = text_of(name).partition("|")
        if bar and kind in counted:
            counted[kind][what] = read_or(0, whole_of, value)
        elif kind in EXTREMES:
            extremes[kind] = read_or([None, None], _extremes, value)
        else:
            sums[kind] = read_or(0, whole_of, value)
    run_sketch, wait_sketch = sketch_of(counted["run"]), sketch_of(counted["wait"])
    return Span(
        job_type=job_type,
        start=start,
        outcomes=counted["outcome"],
        run_sketch=run_sketch,
        wait_sketch=wait_sketch,
        run_seconds=sums["run_microseconds"] / 1e6,
        wait_seconds=sums["wait_microseconds"] / 1e6,
        cpu_seconds=sums["cpu_microseconds"] / 1e6,
        run_extremes=extremes_of(*extremes.get("run_extremes", NOT_COUNTED), sketch=run_sketch),
        wait_extremes=extremes_of(*extremes.get("wait_extremes", NOT_COUNTED), sketch=wait_sketch),
    )


def _extremes(line: bytes) -> list[float | None]:
    least, most = line.split(b"|")
    return [whole_of(least) / 1e6, whole_of(most) / 1e6]
