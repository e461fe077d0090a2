"""Spans of answers and probes: which ones a window holds, and what they come to."""

from datetime import UTC, datetime, timedelta

import redis

from fsp.metrics.service_spans import (
    Events,
    ServiceSpan,
    read_service_events,
    read_service_spans,
    service_total,
    span_starts,
)
from fsp.metrics.sketch import sketch
from fsp.redis_ops import metric_keys
from tests.redis_fields import HashFields

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)
NOON = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())


def test_a_window_holds_the_spans_that_begin_in_it() -> None:
    since, until = NOW - timedelta(minutes=2), NOW + timedelta(minutes=3)

    assert list(span_starts(since, until)) == [NOON, NOON + 300]
    assert list(span_starts(since + timedelta(seconds=1), NOW)) == []


def test_counts_are_read_without_the_rest(redis_client: redis.Redis) -> None:
    fields: HashFields = {"requests": 5, "errors": 1, "up": 9, "down": 1, "requests|/": 5, "probe|1": "up"}
    redis_client.hset(metric_keys.service_span(NOON), mapping=fields)

    service_events = read_service_events(redis_client, since=NOW - timedelta(days=3), until=NOW)

    assert service_events == [Events(NOON, 5, 1, 9, 1)]


def test_unknown_fields_do_not_disturb(redis_client: redis.Redis) -> None:
    redis_client.hset(metric_keys.service_span(NOON), mapping={"up": 1, "probe|7": "up"})

    assert read_service_spans(redis_client, since=NOW - timedelta(hours=1), until=NOW) == [ServiceSpan(NOON, up=1)]


def test_a_total_merges_sketches() -> None:
    parts = [ServiceSpan(NOON + 300 * n, requests=1, sketch=sketch([0.1 * (n + 1)])) for n in range(10)]

    whole = service_total(parts)

    assert (whole.start, whole.requests, whole.sketch) == (NOON, 10, sketch([0.1 * (n + 1) for n in range(10)]))
