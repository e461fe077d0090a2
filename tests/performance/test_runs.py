"""Runs are followed in order and once, and what is known outlives the process."""

import random

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.performance.runs import accept_new_normal, follow_runs, read_performance
from fsp.performance.trends import Direction
from fsp.performance.verdict import Level
from fsp.redis_ops import keys

NAME = "test-echo"


@pytest.fixture(autouse=True)
def known(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.hset(keys.COUNTERS, f"{NAME}|medium|succeeded", 1)


def ran(connection: redis.Redis, seconds: list[float]) -> None:
    """Write ends into the ring, a millisecond apart, after those there are."""
    before = int(connection.incrby("test:clock", len(seconds))) - len(seconds)
    start = int(utc_now().timestamp() * 1000) - 60_000 + before
    for number, value in enumerate(seconds):
        connection.lpush(keys.ring(NAME), f"{start + number}|succeeded|{value}|0.01|job-{before + number}")


def about(seconds: float, count: int, seed: int = 1) -> list[float]:
    chance = random.Random(seed)
    return [seconds * chance.uniform(0.97, 1.03) for _ in range(count)]


def test_ten_runs_make_a_baseline_and_nine_do_not(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 9))
    follow_runs(redis_client, utc_now())
    (nine,) = read_performance()
    ran(redis_client, about(0.1, 1))
    follow_runs(redis_client, utc_now())
    (ten,) = read_performance()

    assert nine.track.baseline is None
    assert ten.track.baseline is not None
    assert ten.track.baseline.yardstick.mean_seconds == pytest.approx(0.1, rel=0.02)


def test_no_run_is_followed_twice(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 15))

    assert (follow_runs(redis_client, utc_now()), follow_runs(redis_client, utc_now())) == (15, 0)
    assert read_performance()[0].track.runs_seen == 15


def test_a_slowdown_is_confirmed_over_several_passes_and_accepted(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 40))
    follow_runs(redis_client, utc_now())
    for part in range(4):
        ran(redis_client, about(0.15, 10, seed=part + 2))
        follow_runs(redis_client, utc_now())
    (slow,) = read_performance()

    accept_new_normal(NAME, code_version="v2")
    (accepted,) = read_performance()

    assert slow.track.verdict is not None
    assert slow.track.verdict.level == Level.MATERIAL
    assert slow.track.verdict.deviation_percent == pytest.approx(50, abs=5)
    assert slow.trend.direction == Direction.DEGRADING
    assert accepted.track.baseline is not None
    assert (accepted.track.baseline.version, accepted.track.baseline.code_version) == (2, "v2")


def test_nothing_is_accepted_before_there_is_a_baseline(redis_client: redis.Redis) -> None:
    with pytest.raises(InvalidInput, match="no baseline"):
        accept_new_normal(NAME)
