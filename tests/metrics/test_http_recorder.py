"""Answers counted in memory and told to Redis: nothing is lost in a short absence, and nothing waits for Redis."""

from datetime import UTC, datetime, timedelta

import pytest
import redis

from fsp.metrics.extremes import Extremes
from fsp.metrics.http_recorder import DROPPED, Answer, HttpRecorder
from fsp.metrics.service_spans import read_recent_service, read_service_spans
from fsp.redis_ops import metric_keys
from tests.away import redis_away

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def answer(rule: str = "/", *, status: int = 200, seconds: float = 0.1) -> Answer:
    return Answer(rule, "GET", status, seconds, NOW.timestamp())


@pytest.fixture
def away() -> redis.Redis:
    return redis_away()


def test_answers_are_told_once(redis_client: redis.Redis) -> None:
    counted = HttpRecorder()
    counted.record(answer("/jobs", status=500 if number < 2 else 200) for number in range(10))

    assert counted.flush(redis_client)
    assert counted.flush(redis_client)

    recent_service = read_recent_service(redis_client, now=NOW, window=HOUR)
    assert (
        recent_service.requests,
        recent_service.errors,
        recent_service.rule_requests["/jobs"],
        recent_service.rule_errors["/jobs"],
    ) == (10, 2, 10, 2)
    assert recent_service.seconds == pytest.approx(1.0)
    assert recent_service.quantile(0.95) == pytest.approx(0.1, rel=0.01)


def test_a_batch_over_two_spans_is_counted_where_each_answer_was_given(redis_client: redis.Redis) -> None:
    counted, later = HttpRecorder(), NOW + timedelta(minutes=5)
    counted.record([answer("/a"), Answer("/b", "GET", 503, 0.3, later.timestamp()), answer("/a")])
    counted.flush(redis_client)

    since = NOW - timedelta(minutes=2)
    first, second = read_service_spans(redis_client, since=since, until=later + timedelta(minutes=5))

    assert (first.requests, first.errors, dict(first.rule_requests)) == (2, 0, {"/a": 2})
    assert (second.requests, second.errors, dict(second.rule_errors)) == (1, 1, {"/b": 1})
    assert (first.seconds, second.seconds) == (0.2, 0.3)
    assert (first.sketch.total(), second.sketch.total()) == (2, 1)
    assert (first.extremes, second.extremes) == (Extremes(0.1, 0.1), Extremes(0.3, 0.3))


def test_what_several_processes_answered_is_one_sum(redis_client: redis.Redis) -> None:
    for process in range(4):
        counted = HttpRecorder()
        counted.record(answer(seconds=(process * 25 + number + 1) / 1000) for number in range(25))
        counted.flush(redis_client)

    recent_service = read_recent_service(redis_client, now=NOW, window=HOUR)

    assert recent_service.requests == 100
    assert recent_service.extremes == Extremes(0.001, 0.1)
    assert recent_service.quantile(0.95) == pytest.approx(0.095, rel=0.01)


def test_an_absent_redis_is_told_later(redis_client: redis.Redis, away: redis.Redis) -> None:
    counted = HttpRecorder()
    counted.record([answer()])

    assert not counted.flush(away)
    counted.record([answer(seconds=0.4)])
    assert counted.flush(redis_client)

    recent_service = read_recent_service(redis_client, now=NOW, window=HOUR)
    assert (recent_service.requests, recent_service.extremes) == (2, Extremes(0.1, 0.4))


def test_what_does_not_fit_is_counted_as_dropped(redis_client: redis.Redis, away: redis.Redis) -> None:
    counted = HttpRecorder(most=3)
    counted.record([answer()] * 5)
    counted.flush(away)

    assert counted.dropped == 2
    assert counted.flush(redis_client)
    assert int(redis_client.hget(metric_keys.COUNTERS, DROPPED) or 0) == 2
    assert read_recent_service(redis_client, now=NOW, window=HOUR).requests == 3


def test_what_counting_took_is_told_beside_what_it_counted(redis_client: redis.Redis) -> None:
    counted = HttpRecorder()
    counted.record([answer()], counting_seconds=0.002)
    counted.record([], counting_seconds=0.5)
    counted.flush(redis_client)

    assert read_recent_service(redis_client, now=NOW, window=HOUR).counting_seconds == pytest.approx(0.002)


def test_a_span_ends_by_itself(redis_client: redis.Redis) -> None:
    counted = HttpRecorder()
    counted.record([answer()])
    counted.flush(redis_client)

    names = redis_client.keys("fsp:service*")

    assert len(names) == 2
    assert min(redis_client.ttl(key) for key in names) > timedelta(days=3).total_seconds()
