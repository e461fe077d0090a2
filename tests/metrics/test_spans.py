"""What the finish script counts in five minutes, read back."""

from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.errors import PermanentFailure
from fsp.handlers import catalogue  # noqa: F401
from fsp.metrics.extremes import Extremes
from fsp.metrics.spans import Span, read_spans, total
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import metric_keys
from fsp.worker.attempt_result import failure, success
from fsp.worker.cost import Cost
from fsp.worker.job_fetcher import finish
from fsp.worker.spent import Spent
from tests.worker.claiming import claimed

DAY = timedelta(days=1)


def run(connection: redis.Redis, seconds: float, error: Exception | None = None) -> None:
    enqueue(connection, "generate-report", {})
    claim, spent = claimed(connection), Spent(seconds, Cost(cpu_seconds=seconds / 2))
    finish(connection, claim, failure(claim, error, spent) if error else success("null", spent))


def test_outcomes_times_and_cost_are_counted_once(redis_client: redis.Redis) -> None:
    for seconds in (1.0, 2.0, 3.0):
        run(redis_client, seconds)
    run(redis_client, 50.0, ValueError("no"))
    now = utc_now()

    day = total("generate-report", read_spans(redis_client, "generate-report", since=now - DAY, until=now + DAY))

    assert dict(day.outcomes) == {"succeeded": 3, "retried": 1}
    assert (day.ended, day.succeeded, day.run_sketch.total(), day.wait_sketch.total()) == (3, 3, 3, 4)
    assert day.run_seconds == pytest.approx(6)
    assert day.cpu_seconds == pytest.approx(28)
    assert day.run_quantile(0.5) == pytest.approx(2.0, rel=0.01)
    assert day.wait_quantile(0.99) is not None


def test_the_shortest_and_the_longest_success_are_exact_over_all_spans(redis_client: redis.Redis) -> None:
    for seconds in (2.0, 0.123456, 7.654321, 1.0):
        run(redis_client, seconds)
    run(redis_client, 50.0, ValueError("no"))
    now = utc_now()

    (span,) = read_spans(redis_client, "generate-report", since=now - DAY, until=now + DAY)
    other = Span("generate-report", 0, run_extremes=Extremes(0.01, 3.0))

    assert span.run_extremes == Extremes(0.123456, 7.654321)
    assert span.wait_extremes is not None
    assert 0 <= span.wait_extremes.least <= span.wait_extremes.most
    assert total("generate-report", [Span("generate-report", 0), span, other]).run_extremes == Extremes(0.01, 7.654321)


def test_a_span_is_listed_once_however_many_ways_its_jobs_end(redis_client: redis.Redis) -> None:
    for error in (None, ValueError("no"), None, PermanentFailure("never")):
        run(redis_client, 1.0, error)

    listed = redis_client.lrange(metric_keys.spans("generate-report"), 0, -1)

    assert len(listed) == len(set(listed)) <= 2
    assert all(redis_client.ttl(metric_keys.span("generate-report", int(start))) > 86_400 for start in listed)


def test_a_run_of_no_time_is_the_shortest(redis_client: redis.Redis) -> None:
    for seconds in (0.5, 0.0):
        run(redis_client, seconds)
    now = utc_now()

    (span,) = read_spans(redis_client, "generate-report", since=now - DAY, until=now + DAY)

    assert span.run_extremes == Extremes(0.0, 0.5)


def test_a_type_that_never_ran_has_nothing(redis_client: redis.Redis) -> None:
    now = utc_now()

    assert read_spans(redis_client, "generate-report", since=now - DAY, until=now) == []
    assert total("generate-report", []).run_quantile(0.5) is None
    assert total("generate-report", []).run_extremes is None
