"""The flow of the queues: sampled once a minute for the hour, and more often for the rates of the last minute."""

from datetime import UTC, datetime, timedelta

import pytest
import redis

from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.flow import Flow, flow_read
from fsp.inspection.flow_samples import Sample, take_sample
from fsp.metrics.event_log import catch_up
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import fetch
from tests.worker.claiming import claimed, end

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def flow(*numbers: tuple[int, int, int, int]) -> Flow:
    """Return a queue with a sample of each minute, the last two of which are its last minute."""
    samples = tuple(Sample(NOON + timedelta(minutes=n), *result) for n, result in enumerate(numbers))
    return Flow("low", samples, (samples[-2], samples[-1]) if len(samples) > 1 else None, samples)


def sampled(connection: redis.Redis, seconds: float) -> bool:
    """Take a sample so many seconds after noon, whoever took one before."""
    connection.delete(metric_keys.FLOW_SAMPLER)
    return take_sample(connection, NOON + timedelta(seconds=seconds))


def test_a_minute_is_begun_once_whoever_comes(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "a"})
    redis_client.hset(metric_keys.COUNTERS, mapping={"export-data|low|succeeded": 7, "export-data|low|failed": 3})
    redis_client.hset(metric_keys.COUNTERS, "export-data|low|retried", 50)

    begun = [sampled(redis_client, second) for second in (5, 21, 61)]

    assert begun == [True, False, True]
    low = fetch(redis_client, flow_read(NOON + timedelta(minutes=2)))["low"]
    assert low.samples == tuple(Sample(NOON + timedelta(minutes=n), 1, 1, 10, 3, 0, 0, 0) for n in (0, 1))
    assert 0 < redis_client.ttl(metric_keys.flow(int(NOON.timestamp()))) <= 7200


def test_of_many_processes_one_takes_a_sample(redis_client: redis.Redis) -> None:
    for _ in range(3):
        take_sample(redis_client, NOON)

    assert redis_client.llen(metric_keys.RECENT_FLOW) == 1


def test_rates_are_those_of_the_last_minute_and_no_mean_hides_that_nothing_moves(redis_client: redis.Redis) -> None:
    enqueue_many(redis_client, "export-data", [{"project": "a"}] * 100)
    for minute, ended in enumerate((0, 5_000, 10_000, 10_000, 10_000)):
        redis_client.hset(metric_keys.COUNTERS, "export-data|low|succeeded", ended)
        sampled(redis_client, 60 * minute)

    low = fetch(redis_client, flow_read(NOON + timedelta(minutes=5)))["low"]

    assert (low.rate_in, low.rate_out, low.growth) == (0, 0, 0)


def test_rates_go_by_the_exact_time_of_the_sample_and_by_what_is_there_now(redis_client: redis.Redis) -> None:
    sampled(redis_client, 0)
    sampled(redis_client, 15)
    sampled(redis_client, 31)
    redis_client.hset(metric_keys.COUNTERS, "export-data|low|succeeded", 150)
    enqueue_many(redis_client, "export-data", [{"project": "a"}] * 30)

    low = fetch(redis_client, flow_read(NOON + timedelta(seconds=90)))["low"]

    assert (low.rate_out, low.rate_in) == (120, 144)


def test_a_counter_that_began_again_makes_no_negative_rate(redis_client: redis.Redis) -> None:
    redis_client.hset(metric_keys.COUNTERS, "export-data|low|succeeded", 150)
    sampled(redis_client, 0)
    redis_client.delete(metric_keys.COUNTERS)

    assert fetch(redis_client, flow_read(NOON + timedelta(seconds=70)))["low"].rate_out == 0


def test_a_sample_too_new_or_too_old_says_no_rate(redis_client: redis.Redis) -> None:
    sampled(redis_client, 0)

    rates = [
        fetch(redis_client, flow_read(NOON + timedelta(seconds=age)))["low"].rate_out for age in (59, 60, 300, 301)
    ]

    assert rates == [None, 0, 0, None]


def test_the_failed_part_is_that_of_the_hour() -> None:
    result = flow((9, 9, 0, 0), (9, 9, 100, 10), *[(10, 10 + n, 100 + 6 * n, 10) for n in range(6)])

    assert result.failed_ratio == 10 / 130


def test_the_growth_is_the_slope_of_the_waiting_jobs() -> None:
    emptying = flow(*[(100 - 4 * n, 100 - 4 * n, 10 * n, 0) for n in range(6)])

    assert (emptying.rate_in, emptying.rate_out) == (6, 10)
    assert emptying.growth == pytest.approx(-4)
    assert flow((1, 1, 0, 0), (9, 9, 4, 0)).growth == pytest.approx(8)


def test_the_growth_uses_the_samples_of_the_last_90_seconds(redis_client: redis.Redis) -> None:
    for second in (0, 15, 30, 45, 60, 75):
        enqueue_many(redis_client, "export-data", [{"project": "a"}] * 10)
        sampled(redis_client, second)

    flows = {age: fetch(redis_client, flow_read(NOON + timedelta(seconds=age)))["low"] for age in (50, 75, 120, 300)}

    # Before a minute has passed there is no trend. At 120 s only the samples from 30 s on count.
    assert {age: len(flow.trend) for age, flow in flows.items()} == {50: 0, 75: 7, 120: 5, 300: 2}
    assert flows[75].growth == pytest.approx(40, rel=0.1)


def test_what_nobody_sampled_is_not_known() -> None:
    empty = flow()

    assert (empty.rate_in, empty.rate_out, empty.failed_ratio, empty.growth) == (None, None, None, None)
    by_minute = flow((4, 4, 0, 0)).waiting_by_minute(NOON + timedelta(minutes=2))
    assert len(by_minute) == 60
    assert by_minute[-3:] == [(NOON, 4), (NOON + timedelta(minutes=1), None), (NOON + timedelta(minutes=2), None)]


def test_upkeep_is_in_the_rates_and_not_in_the_part_that_failed(redis_client: redis.Redis) -> None:
    sampled(redis_client, 0)
    for job_type, arguments, action in (
        *(("reconcile-requests", {}, "success"),) * 6,
        ("item-scheduled-publish", {"item_id": 1}, "dead"),
        ("item-scheduled-publish", {"item_id": 2}, "success"),
    ):
        enqueue(redis_client, job_type, arguments)
        end(redis_client, claimed(redis_client), action)
    catch_up(redis_client)
    sampled(redis_client, 60)

    high = fetch(redis_client, flow_read(NOON + timedelta(minutes=1)))["high"]

    assert (high.samples[-1].ended, high.failed_ratio) == (8, 0.5)


def test_samples_of_an_older_version_are_read(redis_client: redis.Redis) -> None:
    redis_client.hset(metric_keys.flow(int(NOON.timestamp())), "low", "1|2|10|3")

    assert fetch(redis_client, flow_read(NOON))["low"].samples == (Sample(NOON, 1, 2, 10, 3),)
