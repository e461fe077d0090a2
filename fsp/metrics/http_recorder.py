"""What this process answered and has not told Redis yet: added up in memory, so that no request waits for Redis."""

import threading
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import redis

from fsp.metrics.service_spans import SERVICE_KEPT_SECONDS, span_start
from fsp.metrics.sketch import bucket_index
from fsp.redis_ops import keys

MOST_WAITING = 100_000
"""Requests that may wait to be told while Redis is away; those beyond are counted as dropped."""

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


class HttpRecorder:
    """Adds up the answers of one process; `flush` gives them to Redis, or keeps them while it is away."""

    def __init__(self, *, most: int = MOST_WAITING) -> None:
        self._most = most
        self._lock, self._flushing = threading.Lock(), threading.Lock()
        self._counts: Counter[Field] = Counter()
        self._waiting = 0
        self.dropped = 0
        """How many requests were not counted, since the last time Redis was told."""

    def record(self, answers: Iterable[Answer], *, counting_seconds: float = 0.0) -> None:
        """Count answers, and the time that counting itself took, so that anybody can see what it costs."""
        with self._lock:
            counts, answer = self._counts, None
            for answer in answers:
                if self._waiting >= self._most:
                    self.dropped += 1
                    continue
                self._waiting += 1
                _count(counts, answer)
            if answer is not None:
                counts[span_start(answer.at), "counting_microseconds"] += round(counting_seconds * 1e6)

    def flush(self, connection: redis.Redis) -> bool:
        """Tell Redis what was counted; return False, and keep it, when Redis is away."""
        with self._flushing:
            counts, waiting, dropped = self._take()
            if not counts and not dropped:
                return True
            try:
                _tell(connection, counts, dropped)
            except redis.exceptions.RedisError:
                # Redis may have heard it and only its answer be lost: then one flush counts twice, rather than never.
                self._keep(counts, waiting, dropped)
                return False
            return True

    def _take(self) -> tuple[Counter[Field], int, int]:
        with self._lock:
            taken = self._counts, self._waiting, self.dropped
            self._counts, self._waiting, self.dropped = Counter(), 0, 0
        return taken

    def _keep(self, counts: Counter[Field], waiting: int, dropped: int) -> None:
        with self._lock:
            self._counts.update(counts)
            self._waiting += waiting
            self.dropped += dropped


def _count(counts: Counter[Field], answer: Answer) -> None:
    start = span_start(answer.at)
    counts[start, "requests"] += 1
    counts[start, f"requests|{answer.rule}"] += 1
    counts[start, "microseconds"] += round(answer.seconds * 1e6)
    counts[start, f"seconds|{bucket_index(answer.seconds)}"] += 1
    if answer.status >= ERROR_STATUS:
        counts[start, "errors"] += 1
        counts[start, f"errors|{answer.rule}"] += 1


def _tell(connection: redis.Redis, counts: Counter[Field], dropped: int) -> None:
    pipeline = connection.pipeline()
    for (start, field), count in counts.items():
        pipeline.hincrby(keys.service_span(start), field, count)
    for start in {start for start, _ in counts}:
        pipeline.expire(keys.service_span(start), SERVICE_KEPT_SECONDS)
    if dropped:
        pipeline.hincrby(keys.COUNTERS, DROPPED, dropped)
    pipeline.execute()
