"""What this process answered and has not yet written to Redis: added up in memory, so no request waits for Redis."""

import threading
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import redis

from fsp.metrics.extremes import Extremes, join
from fsp.metrics.http_ring import push_points
from fsp.metrics.rings import MAX_RUNS
from fsp.metrics.service_spans import SERVICE_KEPT_SECONDS, span_start
from fsp.metrics.sketch import bucket_index
from fsp.redis_ops import metric_keys

MAX_WAITING = 100_000
"""Requests that may wait to be written while Redis is down; those beyond are counted as dropped."""

DROPPED = "http-dropped"
ERROR_STATUS = 500

Field = tuple[int, str]
"""The start of a span, and a field of its hash."""


class Answer(NamedTuple):
    """One answer: the URL rule, method and status, how long it took, and when it was given, a Unix time."""

    rule: str
    method: str
    status: int
    seconds: float
    at: float


@dataclass
class _Waiting:
    """What is not yet written to Redis; of the points only those that its ring has room for."""

    counts: Counter[Field] = field(default_factory=Counter)
    points: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=MAX_RUNS))
    extremes: dict[int, Extremes] = field(default_factory=dict)
    """By the start of a span."""
    requests: int = 0
    dropped: int = 0


class HttpRecorder:
    """Adds up the answers of one process; `flush` gives them to Redis, or keeps them while it is down."""

    def __init__(self, *, most: int = MAX_WAITING) -> None:
        self._most = most
        self._lock, self._flushing = threading.Lock(), threading.Lock()
        self._waiting = _Waiting()

    @property
    def dropped(self) -> int:
        """Return how many requests were not counted, since the last write to Redis."""
        return self._waiting.dropped

    def record(self, answers: Iterable[Answer], *, counting_seconds: float = 0.0) -> None:
        """Count answers, and the time that counting itself took, so that anybody can see what it costs."""
        all_of_them = list(answers)
        if not all_of_them:
            return
        with self._lock:
            waiting = self._waiting
            counted = all_of_them[: max(0, self._most - waiting.requests)]
            waiting.requests += len(counted)
            waiting.dropped += len(all_of_them) - len(counted)
            waiting.points.extend((answer.at, answer.seconds) for answer in counted)
            _count(waiting.counts, counted)
            _stretch(waiting.extremes, _extremes_of(counted))
            waiting.counts[span_start(all_of_them[-1].at), "counting_microseconds"] += round(counting_seconds * 1e6)

    def flush(self, connection: redis.Redis) -> bool:
        """Write the counts to Redis; return False, and keep them, when Redis is down."""
        with self._flushing:
            taken = self._take()
            if not taken.counts and not taken.dropped:
                return True
            try:
                _tell(connection, taken)
            except redis.exceptions.RedisError:
                # Redis may have heard it and only its answer be lost: then one flush counts twice, rather than never.
                self._keep(taken)
                return False
            return True

    def _take(self) -> _Waiting:
        with self._lock:
            taken, self._waiting = self._waiting, _Waiting()
        return taken

    def _keep(self, taken: _Waiting) -> None:
        with self._lock:
            fresh = self._waiting
            taken.counts.update(fresh.counts)
            taken.points.extend(fresh.points)
            _stretch(taken.extremes, fresh.extremes)
            taken.requests += fresh.requests
            taken.dropped += fresh.dropped
            self._waiting = taken


def _count(counts: Counter[Field], answers: list[Answer]) -> None:
    """Add answers up; first those that are alike, which costs a third of adding each alone."""
    by_rule = Counter((span_start(answer.at), answer.rule) for answer in answers)
    by_bucket = Counter((span_start(answer.at), bucket_index(answer.seconds)) for answer in answers)
    errors = Counter((span_start(answer.at), answer.rule) for answer in answers if answer.status >= ERROR_STATUS)
    for (start, rule), count in by_rule.items():
        counts[start, "requests"] += count
        counts[start, f"requests|{rule}"] += count
    for (start, bucket), count in by_bucket.items():
        counts[start, f"seconds|{bucket}"] += count
    for (start, rule), count in errors.items():
        counts[start, "errors"] += count
        counts[start, f"errors|{rule}"] += count
    for answer in answers:
        counts[span_start(answer.at), "microseconds"] += round(answer.seconds * 1e6)


def _extremes_of(answers: list[Answer]) -> dict[int, Extremes]:
    by_span: dict[int, list[float]] = {}
    for answer in answers:
        by_span.setdefault(span_start(answer.at), []).append(answer.seconds)
    return {start: Extremes(min(seconds), max(seconds)) for start, seconds in by_span.items()}


def _stretch(by_span: dict[int, Extremes], more: dict[int, Extremes]) -> None:
    for start, extremes in more.items():
        by_span[start] = join((by_span.get(start), extremes)) or extremes


def _tell(connection: redis.Redis, taken: _Waiting) -> None:
    pipeline = connection.pipeline()
    for (start, name), count in taken.counts.items():
        pipeline.hincrby(metric_keys.service_span(start), name, count)
    for start in {start for start, _ in taken.counts}:
        pipeline.expire(metric_keys.service_span(start), SERVICE_KEPT_SECONDS)
    for start, extremes in taken.extremes.items():
        # Each only takes the place of one that is less extreme, whichever process writes it.
        pipeline.zadd(metric_keys.service_extremes(start), {"least": round(extremes.least * 1e6)}, lt=True)
        pipeline.zadd(metric_keys.service_extremes(start), {"most": round(extremes.most * 1e6)}, gt=True)
        pipeline.expire(metric_keys.service_extremes(start), SERVICE_KEPT_SECONDS)
    push_points(pipeline, taken.points)
    if taken.dropped:
        pipeline.hincrby(metric_keys.COUNTERS, DROPPED, taken.dropped)
    pipeline.execute()
