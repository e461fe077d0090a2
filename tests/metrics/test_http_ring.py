"""The last answers of all processes: a thousand at most, none older than a day."""

from datetime import UTC, datetime, timedelta

import redis

from fsp.metrics.http_recorder import Answer, HttpRecorder
from fsp.metrics.http_ring import HttpPoint, read_http_ring
from fsp.metrics.rings import MAX_RUNS
from tests.away import redis_away

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)


def answer(number: int) -> Answer:
    return Answer("/", "GET", 200, number / 1000, NOW.timestamp() + number)


def test_answers_of_two_processes_are_there_in_order(redis_client: redis.Redis) -> None:
    for part in ((1, 2), (3,)):
        counted = HttpRecorder()
        counted.record(answer(number) for number in part)
        counted.flush(redis_client)

    http_ring = read_http_ring(redis_client, NOW + timedelta(seconds=10))

    assert http_ring == [HttpPoint(NOW + timedelta(seconds=number), number / 1000) for number in (1, 2, 3)]


def test_only_the_newest_thousand_are_kept(redis_client: redis.Redis) -> None:
    counted = HttpRecorder()
    counted.record(answer(number) for number in range(MAX_RUNS + 5))
    counted.flush(redis_client)
    counted.record([answer(MAX_RUNS + 5)])
    counted.flush(redis_client)

    http_ring = read_http_ring(redis_client, NOW + timedelta(hours=1))

    assert (len(http_ring), http_ring[0].seconds, http_ring[-1].seconds) == (MAX_RUNS, 0.006, 1.005)


def test_what_is_older_than_a_day_is_left_out(redis_client: redis.Redis) -> None:
    counted = HttpRecorder()
    counted.record([answer(0), answer(3600)])
    counted.flush(redis_client)

    http_ring = read_http_ring(redis_client, NOW + timedelta(hours=24, minutes=30))

    assert [point.seconds for point in http_ring] == [3.6]


def test_an_absent_redis_is_told_of_them_later_in_order(redis_client: redis.Redis) -> None:
    counted = HttpRecorder()
    counted.record([answer(1)])
    counted.flush(redis_away())
    counted.record([answer(2)])
    counted.flush(redis_client)

    assert [point.seconds for point in read_http_ring(redis_client, NOW + timedelta(hours=1))] == [0.001, 0.002]
