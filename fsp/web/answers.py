"""Counting FSP's own answers: measured in each web process, told to Redis every five seconds, summed there."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import redis
from flask import Flask, Response, current_app, request
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import PrometheusMetrics

from fsp.metrics.http_counters import add_http_counters, bucket_field, request_field, sum_field
from fsp.metrics.http_recorder import HttpRecorder

HTTP_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
"""FSP's own limits of 0.2 and 0.5 s are among them, so those are exact."""

FLUSH_SECONDS = 5.0
ERROR_STATUS = 500
NO_RULE = "(none)"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""What else a caller makes up is not measured: it would be a label of its own, without end."""

UNCOUNTED = ("/api/health", "/api/metrics")
"""Asked by machines at any pace; they would hide how people fare."""

_PREFIX = "fsp_http_request_duration_seconds"


class Answers:
    """What one process answered: for the spans of five minutes, and for Prometheus by its exporter."""

    def __init__(self, app: Flask, recorder: HttpRecorder | None = None) -> None:
        self.recorder = recorder or HttpRecorder()
        self._registry = CollectorRegistry()
        self._told: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._has_answered = False
        """Since the exporter's numbers were told last: to go through them costs, however few have changed."""
        app.before_request(self._begin)
        app.after_request(self._count)
        # By URL rule, never by path: paths hold ids.
        PrometheusMetrics(
            app,
            path=None,
            defaults_prefix="fsp",
            group_by="url_rule",
            buckets=HTTP_BUCKETS_SECONDS,
            registry=self._registry,
        )
        hooks = app.after_request_funcs[None]
        hooks[-1] = _timed(hooks[-1])

    def flush(self, connection: redis.Redis) -> bool:
        """Tell Redis what is new; return False, and keep it, when Redis is away."""
        has_answered, self._has_answered = self._has_answered, False
        if has_answered and not self._tell_exporter(connection):
            self._has_answered = True
            return False
        return self.recorder.flush(connection)

    def _tell_exporter(self, connection: redis.Redis) -> bool:
        with self._lock:
            measured = _as_fields(self._registry)
            fresh = {field: count - self._told[field] for field, count in measured.items()}
            try:
                add_http_counters(connection, {field: count for field, count in fresh.items() if count})
            except redis.exceptions.RedisError:
                return False
            self._told = measured
        return True

    def _begin(self) -> None:
        request.environ["fsp.started"] = time.perf_counter()
        if request.method not in METHODS:
            request.prom_do_not_track = True  # type: ignore[attr-defined]

    def _count(self, answer: Response) -> Response:
        entered = time.perf_counter()
        self._has_answered = True
        rule = request.url_rule.rule if request.url_rule else NO_RULE
        if not rule.startswith(UNCOUNTED):
            seconds = entered - request.environ["fsp.started"]
            self.recorder.record(rule, is_error=answer.status_code >= ERROR_STATUS, seconds=seconds)
            spent = request.environ.get("fsp.counting", 0.0) + time.perf_counter() - entered
            self.recorder.note_counting(spent)
        return answer


def _timed(hook: Callable[..., Any]) -> Callable[..., Any]:
    """Return the exporter's hook, which tells how long it took."""

    def timed(answer: Response) -> Any:
        entered = time.perf_counter()
        told = hook(answer)
        request.environ["fsp.counting"] = time.perf_counter() - entered
        return told

    return timed


def count_answers(app: Flask) -> None:
    """Count every answer of the application."""
    app.extensions["fsp_answers"] = Answers(app)


def current_answers() -> Answers:
    """Return the counts of this process."""
    found: Answers = current_app.extensions["fsp_answers"]
    return found


def _as_fields(registry: CollectorRegistry) -> Counter[str]:
    """Return what the exporter measured in this process, as the fields of the shared hash."""
    fields: Counter[str] = Counter()
    for metric in registry.collect():
        for sample in metric.samples:
            if not sample.name.startswith(_PREFIX):
                continue
            method, status = sample.labels["method"], sample.labels["status"]
            rule = NO_RULE if sample.labels["url_rule"] == "None" else sample.labels["url_rule"]
            kind = sample.name.removeprefix(_PREFIX)
            if kind == "_bucket":
                fields[bucket_field(method, sample.labels["le"], rule)] += round(sample.value)
            elif kind == "_sum":
                fields[sum_field(method, rule)] += round(sample.value * 1e6)
            elif kind == "_count":
                fields[request_field(method, status, rule)] += round(sample.value)
    return fields
