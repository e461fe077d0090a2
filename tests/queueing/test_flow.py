"""The flow of the queues: sampled once a minute, and the rates that follow."""

from datetime import UTC, datetime, timedelta

import redis

from fsp.queueing.enqueue import enqueue
from fsp.queueing.flow import Flow, Sample, read_flow, take_sample
from fsp.redis_ops import metric_keys

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def flow(*numbers: tuple[int, int, int, int]) -> Flow:
    return Flow("low", tuple(Sample(NOON + timedelta(minutes=n), *found) for n, found in enumerate(numbers)))


def test_a_minute_is_sampled_once_whoever_comes(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "a"})
    redis_client.hset(metric_keys.COUNTERS, mapping={"export-data|low|succeeded": 7, "export-data|low|failed": 3})
    redis_client.hset(metric_keys.COUNTERS, "export-data|low|retried", 50)

    kept = [take_sample(redis_client, NOON + timedelta(seconds=second)) for second in (5, 6, 61)]

    assert kept == [True, False, True]
    low = read_flow(redis_client, NOON + timedelta(minutes=2))["low"]
    assert low.samples == (Sample(NOON, 1, 1, 10, 3), Sample(NOON + timedelta(minutes=1), 1, 1, 10, 3))
    assert 0 < redis_client.ttl(metric_keys.flow(int(NOON.timestamp()))) <= 7200


def test_rates_are_those_of_the_last_five_minutes() -> None:
    found = flow((9, 9, 0, 0), (9, 9, 100, 10), *[(10, 10 + n, 100 + 6 * n, 10) for n in range(6)])

    assert (found.rate_out, found.rate_in) == (6, 7)
    assert found.failed_ratio == 10 / 130


def test_time_to_drain_goes_by_what_leaves_over_what_comes() -> None:
    emptying = flow(*[(100 - 4 * n, 100 - 4 * n, 10 * n, 0) for n in range(6)])

    assert (emptying.rate_in, emptying.rate_out) == (6, 10)
    assert emptying.drain_seconds(80) == 20 * 60
    assert emptying.drain_seconds(0) == 0
    assert flow((1, 1, 0, 0), (9, 9, 4, 0)).drain_seconds(9) is None


def test_what_nobody_sampled_is_not_known() -> None:
    empty = flow()

    assert (empty.rate_in, empty.rate_out, empty.failed_ratio, empty.drain_seconds(5)) == (None, None, None, None)
    by_minute = flow((4, 4, 0, 0)).waiting_by_minute(NOON + timedelta(minutes=2))
    assert len(by_minute) == 60
    assert by_minute[-3:] == [(NOON, 4), (NOON + timedelta(minutes=1), None), (NOON + timedelta(minutes=2), None)]
