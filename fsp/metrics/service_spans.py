"""Reads what all web processes answered, and whether FSP was up, in spans of five minutes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import redis
from redis.client import Pipeline

from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.extremes import Extremes, extremes_of, join
from fsp.metrics.sketch import merge, quantile
from fsp.metrics.stored_sketch import sketch_of
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import Read, fetch, joined
from fsp.stored import read_or, text_of, whole_of

SERVICE_KEPT_SECONDS = 4 * 86400
"""Longer than the longest window that alerts use, which is three days."""


@dataclass(frozen=True)
class ServiceSpan:
    """From `start`, a Unix time: requests with health and metrics left out, errors (500 and above), and probes."""

    start: int
    requests: int = 0
    errors: int = 0
    seconds: float = 0.0
    sketch: Counter[int] = field(default_factory=Counter)
    rule_requests: Counter[str] = field(default_factory=Counter)
    rule_errors: Counter[str] = field(default_factory=Counter)
    up: int = 0
    down: int = 0
    counting_seconds: float = 0.0
    """How much time went into counting all this; not rolled up."""
    extremes: Extremes | None = None
    """Of answer times."""

    def quantile(self, part: float) -> float | None:
        """Return a quantile of answer times in seconds, within 1 %; None without a request."""
        return quantile(self.sketch, part)


@dataclass(frozen=True)
class Events:
    """How many answers and probes of one span were good and how many bad."""

    start: int
    requests: int
    errors: int
    up: int
    down: int


def span_start(seconds: float) -> int:
    """Return the start of the span a Unix time lies in."""
    return int(seconds) // SPAN_SECONDS * SPAN_SECONDS


def span_starts(since: datetime, until: datetime) -> range:
    """Return the starts of all spans that begin in [since, until)."""
    first = span_start(since.timestamp() + SPAN_SECONDS - 1e-6)
    return range(first, int(until.timestamp()) + 1, SPAN_SECONDS)


def read_service_spans(connection: redis.Redis, *, since: datetime, until: datetime) -> list[ServiceSpan]:
    """Return the spans that begin in [since, until) and of which something is known, oldest first."""
    return fetch(connection, service_spans_read(since=since, until=until))


def service_spans_read(*, since: datetime, until: datetime) -> Read[list[ServiceSpan]]:
    """Return how to read the same together with other things."""
    starts = span_starts(since, until)

    def ask(pipeline: Pipeline) -> None:
        for start in starts:
            pipeline.hgetall(metric_keys.service_span(start))
            pipeline.zrange(metric_keys.service_extremes(start), 0, -1, withscores=True)

    def spans(answers: list[Any]) -> list[ServiceSpan]:
        parts = zip(starts, answers[::2], answers[1::2], strict=True)
        return [_span(start, fields, dict(extremes)) for start, fields, extremes in parts if fields]

    return Read(ask, spans)


def read_service_events(connection: redis.Redis, *, since: datetime, until: datetime) -> list[Events]:
    """Return the counts alone of the spans that begin in [since, until): three days are 864 of them."""
    starts, names = span_starts(since, until), ["requests", "errors", "up", "down"]
    pipeline = connection.pipeline(transaction=False)
    for start in starts:
        pipeline.hmget(metric_keys.service_span(start), names)
    answers = cast(list[list[bytes | None]], pipeline.execute())
    counts = zip(starts, ([read_or(0, whole_of, count) for count in answer] for answer in answers), strict=True)
    return [Events(start, *counted) for start, counted in counts if any(counted)]


def service_total(spans: Iterable[ServiceSpan]) -> ServiceSpan:
    """Return all spans as one: sketches are merged, never averaged."""
    listed = list(spans)
    return ServiceSpan(
        start=min((span.start for span in listed), default=0),
        requests=sum(span.requests for span in listed),
        errors=sum(span.errors for span in listed),
        seconds=sum(span.seconds for span in listed),
        sketch=merge(span.sketch for span in listed),
        rule_requests=sum((span.rule_requests for span in listed), Counter()),
        rule_errors=sum((span.rule_errors for span in listed), Counter()),
        up=sum(span.up for span in listed),
        down=sum(span.down for span in listed),
        counting_seconds=sum(span.counting_seconds for span in listed),
        extremes=join(span.extremes for span in listed),
    )


def read_recent_service(connection: redis.Redis, *, now: datetime, window: timedelta) -> ServiceSpan:
    """Return the last `window` as one span; it reaches back to the beginning of the span that was running then."""
    return fetch(connection, recent_service_read(now=now, window=window))


def recent_service_read(*, now: datetime, window: timedelta) -> Read[ServiceSpan]:
    """Return how to read the same together with other things."""
    since = now - window - timedelta(seconds=SPAN_SECONDS)
    return joined(service_total, service_spans_read(since=since, until=now))


def _span(start: int, fields: dict[bytes, bytes], extremes: dict[bytes, float]) -> ServiceSpan:
    counted: dict[str, Counter[str]] = {"requests": Counter(), "errors": Counter(), "seconds": Counter()}
    sums: Counter[str] = Counter()
    for name, value in fields.items():
        kind, bar, what = text_of(name).partition("|")
        if not bar:
            sums[kind] = read_or(0, whole_of, value)
        elif kind in counted:
            counted[kind][what] = read_or(0, whole_of, value)
    sketch = sketch_of(counted["seconds"])
    microseconds = [extremes.get(name) for name in (b"least", b"most")]
    least, most = (None if value is None else value / 1e6 for value in microseconds)
    return ServiceSpan(
        start=start,
        requests=sums["requests"],
        errors=sums["errors"],
        seconds=sums["microseconds"] / 1e6,
        sketch=sketch,
        rule_requests=counted["requests"],
        rule_errors=counted["errors"],
        up=sums["up"],
        down=sums["down"],
        counting_seconds=sums["counting_microseconds"] / 1e6,
        extremes=extremes_of(least, most, sketch=sketch),
    )
