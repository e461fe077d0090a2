"""Timings: all outcomes there were, times of the last day."""

from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.metrics.event_log import catch_up
from fsp.metrics.spans import Span
from fsp.metrics.timings import JobTiming, read_timings
from fsp.redis_ops import metric_keys
from tests.metrics.test_spans import run


def test_times_are_of_the_last_day_and_outcomes_of_all_time(redis_client: redis.Redis) -> None:
    for seconds in (1.0, 3.0):
        run(redis_client, seconds)
    now = utc_now()

    (today,) = read_timings(redis_client, now + timedelta(seconds=1))
    (tomorrow,) = read_timings(redis_client, now + timedelta(days=1, minutes=6))

    assert (today.executions, today.success_ratio, today.has_low_confidence) == (2, 1.0, True)
    assert today.mean_seconds == pytest.approx(2.0)
    assert today.p95_seconds == pytest.approx(3.0, rel=0.01)
    assert (tomorrow.executions, tomorrow.mean_seconds, tomorrow.p50_seconds) == (2, None, None)


def test_the_quantiles_of_few_runs_are_exact(redis_client: redis.Redis) -> None:
    for seconds in (0.2, 0.5, 1.0, 30.0):
        run(redis_client, seconds)
    run(redis_client, 99.0, ValueError("no"))

    (timing,) = read_timings(redis_client, utc_now() + timedelta(seconds=1))

    assert (timing.p50_seconds, timing.p95_seconds, timing.p99_seconds) == (0.5, 30.0, 30.0)
    assert (timing.runs.method, timing.runs.n, timing.waits.method, timing.waits.n) == (
        "nearest-rank",
        4,
        "nearest-rank",
        5,
    )


def test_what_the_ring_does_not_hold_is_told_by_the_sketch(redis_client: redis.Redis) -> None:
    for seconds in (1.0, 2.0, 3.0):
        run(redis_client, seconds)
    catch_up(redis_client)
    redis_client.ltrim(metric_keys.ring("generate-report"), 0, 1)

    (timing,) = read_timings(redis_client, utc_now() + timedelta(seconds=1))

    assert (timing.runs.method, timing.runs.n) == ("ddsketch", 3)
    assert timing.p50_seconds == pytest.approx(2.0, rel=0.01)


def test_a_cancelled_job_neither_succeeded_nor_failed() -> None:
    outcomes = {"succeeded": 5, "failed": 2, "timeout": 1, "stopped": 2, "retried": 9}

    job_timing = JobTiming("export-data", outcomes, Span("export-data", 0))

    assert (job_timing.executions, job_timing.success_ratio, job_timing.failure_ratio) == (10, 0.5, 0.3)


def test_without_an_end_there_is_no_ratio() -> None:
    job_timing = JobTiming("export-data", {"retried": 3}, Span("export-data", 0))

    assert (job_timing.success_ratio, job_timing.failure_ratio) == (None, None)
