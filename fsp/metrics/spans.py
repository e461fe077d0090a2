"""Reads the five-minute spans of the finish script: the same values in every process."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis
from redis.client import Pipeline

from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.event_log import catch_up
from fsp.metrics.extremes import Extremes, extremes_of, join
from fsp.metrics.sketch import merge, quantile
from fsp.metrics.stored_sketch import sketch_of
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import Read, fetch, joined
from fsp.stored import read_or, readable, text_of, whole_of

EXTREMES = ("run_extremes", "wait_extremes")
NOT_COUNTED = (None, None)


@dataclass(frozen=True)
class Span:
    """One job type in the span from `start`, a Unix time: outcomes, run times of successes, first waits."""

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
        """Return how many jobs ended. An attempt that is retried does not count."""
        return self.outcomes.total() - self.outcomes["retried"]

    @property
    def succeeded(self) -> int:
        """Return how many of them succeeded."""
        return self.outcomes["succeeded"]

    @property
    def failed(self) -> int:
        """Return how many jobs failed. A cancelled job does not count."""
        return self.ended - self.succeeded - self.outcomes["stopped"]

    def run_quantile(self, part: float) -> float | None:
        """Return a quantile of run times in seconds, within 1 %; None without a success."""
        return quantile(self.run_sketch, part)

    def wait_quantile(self, part: float) -> float | None:
        """Return a quantile of waits in seconds, within 1 %; None without a first start."""
        return quantile(self.wait_sketch, part)


def read_spans(connection: redis.Redis, job_type: str, *, since: datetime, until: datetime) -> list[Span]:
    """Return the spans of a type that begin in [since, until), oldest first. Redis keeps two days of them."""
    catch_up(connection)
    return fetch(connection, spans_read([job_type], since=since, until=until))[job_type]


def spans_read(job_types: Iterable[str], *, since: datetime, until: datetime) -> Read[dict[str, list[Span]]]:
    """Return the same for many types, as a read that can be combined with others. It takes two stages."""
    names, first, last = list(job_types), since.timestamp(), until.timestamp()

    def ask(pipeline: Pipeline) -> None:
        for name in names:
            pipeline.lrange(metric_keys.spans(name), 0, -1)

    def known(answers: list[list[bytes]]) -> Read[dict[str, list[Span]]]:
        starts = (sorted(set(readable(whole_of, lines))) for lines in answers)
        return _named_spans_read(
            {
                name: [start for start in own_starts if first <= start < last]
                for name, own_starts in zip(names, starts, strict=True)
            }
        )

    return Read(ask, known)


def _named_spans_read(starts: Mapping[str, Sequence[int]]) -> Read[dict[str, list[Span]]]:
    """Return a read of these types' spans at these times. Empty spans are left out."""
    places = [(name, start) for name, span_starts in starts.items() for start in span_starts]

    def ask(pipeline: Pipeline) -> None:
        for name, start in places:
            pipeline.hgetall(metric_keys.span(name, start))

    def spans(answers: list[dict[bytes, bytes]]) -> dict[str, list[Span]]:
        by_type: dict[str, list[Span]] = {name: [] for name in starts}
        for (name, start), fields in zip(places, answers, strict=True):
            if fields:
                by_type[name].append(_span(name, start, fields))
        return by_type

    return Read(ask, spans)


def total(job_type: str, spans: Iterable[Span]) -> Span:
    """Return all spans as one. Sketches are merged, never averaged."""
    listed = list(spans)
    return Span(
        job_type=job_type,
        start=min((span.start for span in listed), default=0),
        outcomes=sum((span.outcomes for span in listed), Counter()),
        run_sketch=merge(span.run_sketch for span in listed),
        wait_sketch=merge(span.wait_sketch for span in listed),
        run_seconds=sum(span.run_seconds for span in listed),
        wait_seconds=sum(span.wait_seconds for span in listed),
        cpu_seconds=sum(span.cpu_seconds for span in listed),
        run_extremes=join(span.run_extremes for span in listed),
        wait_extremes=join(span.wait_extremes for span in listed),
    )


def recent_read(job_types: Iterable[str], *, now: datetime, window: timedelta) -> Read[dict[str, Span]]:
    """Return a read of the last `window` of each type as one span. It takes two stages.

    It includes the whole span that was current at its start.
    """
    return joined(
        lambda by_type: {name: total(name, spans) for name, spans in by_type.items()},
        spans_read(job_types, since=now - window - timedelta(seconds=SPAN_SECONDS), until=now),
    )


def spans_of_all_read(job_types: Iterable[str], *, now: datetime, window: timedelta) -> Read[dict[str, list[Span]]]:
    """Return a read of the spans of many types that end within the window, each looked up by name."""
    newest = int(now.timestamp()) // SPAN_SECONDS * SPAN_SECONDS
    starts = range(newest - int(window.total_seconds()), newest + 1, SPAN_SECONDS)
    return _named_spans_read(dict.fromkeys(job_types, starts))


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
