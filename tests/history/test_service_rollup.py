"""Rolling up answers and probes: the same however often, and a month is read from hours and from Redis together."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.history.service_rollup import read_service_metrics, roll_up_service, service_read
from fsp.metrics.extremes import Extremes
from fsp.metrics.sketch import bucket_index
from fsp.models.service_metrics import ServiceMetrics
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import fetch
from fsp.stores import db
from tests.redis_fields import HashFields

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)
NOON = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())


@pytest.fixture
def five_hours(redis_client: redis.Redis) -> None:
    for start in range(NOON - 5 * 3600, NOON, 300):
        fields: HashFields = {
            **{"requests": 10, "errors": 1, "requests|/": 10, "errors|/": 1, "microseconds": 1_000_000},
            **{"up": 9, "down": 1, f"seconds|{bucket_index(0.1)}": 10},
        }
        redis_client.hset(metric_keys.service_span(start), mapping=fields)
        redis_client.zadd(
            metric_keys.service_extremes(start), {"least": start // 300 % 12 + 1, "most": start // 300 % 12 + 200}
        )


def test_rolling_up_again_changes_nothing(core: Flask, redis_client: redis.Redis, five_hours: None) -> None:
    for _ in range(3):
        roll_up_service(redis_client, NOW)

    assert db.session.scalar(select(func.count(ServiceMetrics.id))) == 65
    hours = read_service_metrics(resolution_seconds=3600, since=NOW - timedelta(days=1), until=NOW)
    assert [(hour.requests, hour.errors, hour.up, hour.down) for hour in hours] == [(120, 12, 108, 12)] * 5
    assert hours[0].quantile(0.95) == pytest.approx(0.1, rel=0.01)
    assert [hour.extremes for hour in hours] == [Extremes(0.000001, 0.000211)] * 5
    assert (hours[0].rule_requests["/"], hours[0].rule_errors["/"]) == (120, 12)


def test_a_month_is_hours_from_sql_and_what_redis_has(core: Flask, redis_client: redis.Redis, five_hours: None) -> None:
    roll_up_service(redis_client, NOW)
    redis_client.flushall()
    later = NOW + timedelta(days=10)
    last = int(later.timestamp()) // 300 * 300
    redis_client.hset(metric_keys.service_span(last), mapping={"requests": 7, "up": 3})

    result = fetch(redis_client, service_read(now=later, window=timedelta(days=30)))

    assert (result.requests, result.up, result.down) == (607, 543, 60)


def test_what_came_late_is_in_it_the_next_time(core: Flask, redis_client: redis.Redis, five_hours: None) -> None:
    roll_up_service(redis_client, NOW)
    redis_client.hincrby(metric_keys.service_span(NOON - 300), "requests", 5)

    roll_up_service(redis_client, NOW)

    assert fetch(redis_client, service_read(now=NOW + timedelta(days=5), window=timedelta(days=30))).requests == 605


def test_a_clock_that_was_put_back_keeps_nothing_out(core: Flask, redis_client: redis.Redis, five_hours: None) -> None:
    ahead = NOON + 24 * 3600
    redis_client.hset(metric_keys.service_span(ahead), mapping={"requests": 1, "up": 1})
    roll_up_service(redis_client, NOW + timedelta(days=1))
    redis_client.hincrby(metric_keys.service_span(NOON - 300), "requests", 5)

    roll_up_service(redis_client, NOW)

    hours = read_service_metrics(resolution_seconds=3600, since=NOW - timedelta(days=1), until=NOW)
    assert sum(hour.requests for hour in hours) == 605
