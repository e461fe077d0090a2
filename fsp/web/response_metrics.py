"""Counts FSP's HTTP responses: recorded in the request, aggregated in batches, sent to Redis every five seconds."""

import threading
import time
from collections import Counter

import redis
from flask import Flask, Response, current_app, request

from fsp.metrics.http_counters import add_http_counters
from fsp.metrics.http_recorder import Answer, HttpRecorder
from fsp.web.exporter import Exporter

FLUSH_SECONDS = 5.0
NO_RULE = "(none)"

BATCH = 200
"""The request that records this many responses aggregates them. Fewer wait for the next flush."""

UNCOUNTED = ("/api/health", "/api/metrics")
"""Machines request these at any rate, which would hide the experience of people."""


class Answers:
    """The responses of one process, for five-minute spans and for Prometheus."""

    def __init__(self, app: Flask, recorder: HttpRecorder | None = None) -> None:
        self.recorder = recorder or HttpRecorder()
        self._exporter = Exporter()
        self._noted: list[Answer] = []
        self._noting_seconds = 0.0
        self._noting, self._telling = threading.Lock(), threading.Lock()
        self._told: Counter[str] = Counter()
        self._has_answered = False
        """Since the exporter's numbers were sent last: reading them costs the same, however few have changed."""
        app.before_request(self._begin)
        app.after_request(self._note)

    def flush(self, connection: redis.Redis) -> bool:
        """Send new counts to Redis; return False and keep them if Redis is down."""
        self._add_up()
        has_answered, self._has_answered = self._has_answered, False
        if has_answered and not self._tell_exporter(connection):
            self._has_answered = True
            return False
        return self.recorder.flush(connection)

    def _tell_exporter(self, connection: redis.Redis) -> bool:
        with self._telling:
            measured = self._exporter.fields()
            fresh = {field: count - self._told[field] for field, count in measured.items()}
            try:
                add_http_counters(connection, {field: count for field, count in fresh.items() if count})
            except redis.exceptions.RedisError:
                return False
            self._told = measured
        return True

    def _begin(self) -> None:
        request.environ["fsp.started"] = time.perf_counter()

    def _note(self, answer: Response) -> Response:
        ended = time.perf_counter()
        current = request._get_current_object()  # type: ignore[attr-defined]  # Each look through the proxy costs.
        rule = current.url_rule.rule if current.url_rule else NO_RULE
        seconds = max(ended - current.environ["fsp.started"], 0.0)
        with self._noting:
            self._noted.append(Answer(rule, current.method, answer.status_code, seconds, time.time()))
            is_full = len(self._noted) >= BATCH
            self._noting_seconds += time.perf_counter() - ended
        if is_full:
            self._add_up()
        return answer

    def _add_up(self) -> None:
        began = time.thread_time()
        with self._noting:
            noted, self._noted = self._noted, []
            spent, self._noting_seconds = self._noting_seconds, 0.0
        if not noted:
            return
        self._exporter.observe(noted)
        # Only now: a flush in between finds nothing new, and reads it the next time.
        self._has_answered = True
        counted = [answer for answer in noted if not answer.rule.startswith(UNCOUNTED)]
        self.recorder.record(counted, counting_seconds=spent + time.thread_time() - began)


def count_answers(app: Flask) -> None:
    """Count every response of the application."""
    app.extensions["fsp_answers"] = Answers(app)


def current_answers() -> Answers:
    """Return the counts of this process."""
    answers: Answers = current_app.extensions["fsp_answers"]
    return answers
