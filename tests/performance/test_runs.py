"""Runs are followed in order and once, and what is known outlives the process."""

import math
import random
from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.metrics.rings import read_ring
from fsp.performance import runs
from fsp.performance.current import read_lineage, read_performance
from fsp.performance.daily_pattern import DailyPattern
from fsp.performance.deploys import mark_deploy
from fsp.performance.runs import accept_new_normal, follow_runs
from fsp.performance.trends import Direction
from fsp.performance.verdict import Level
from fsp.redis_ops import metric_keys

NAME = "test-echo"


@pytest.fixture(autouse=True)
def known(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.hset(metric_keys.COUNTERS, f"{NAME}|medium|succeeded", 1)


def ran(connection: redis.Redis, seconds: list[float]) -> None:
    """Write ends into the ring, a millisecond apart, after those there are."""
    before = int(connection.incrby("test:clock", len(seconds))) - len(seconds)
    start = int(utc_now().timestamp() * 1000) - 60_000 + before
    for number, value in enumerate(seconds):
        connection.lpush(metric_keys.ring(NAME), f"{start + number}|succeeded|{value}|0.01|job-{before + number}")


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
    assert ten.track.baseline.stats.mean_seconds == pytest.approx(0.1, rel=0.02)


def test_no_run_is_followed_twice(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 15))

    assert (follow_runs(redis_client, utc_now()), follow_runs(redis_client, utc_now())) == (15, 0)
    assert read_performance()[0].track.runs_seen == 15


def test_a_clock_of_redis_that_is_a_little_ahead_repeats_no_run(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 15))
    early = utc_now() - timedelta(minutes=5)

    assert [follow_runs(redis_client, early) for _ in range(3)] == [15, 0, 0]


def test_a_clock_that_is_put_back_leaves_no_run_unfollowed(redis_client: redis.Redis) -> None:
    now = utc_now()
    for moment, count in ((now + timedelta(days=2), 3), (now + timedelta(minutes=1), 12)):
        start = round(moment.timestamp() * 1000)
        for number in range(count):
            redis_client.lpush(metric_keys.ring(NAME), f"{start + number}|succeeded|1.0|0.01|job-{start + number}")
        if count == 3:
            ahead = follow_runs(redis_client, moment + timedelta(minutes=1))

    followed = [follow_runs(redis_client, now + timedelta(minutes=2)) for _ in range(2)]

    assert (ahead, followed) == (3, [12, 0])
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


def test_a_slowdown_names_its_first_run_its_version_and_the_deploy(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 40))
    first = read_ring(redis_client, NAME, utc_now())
    mark_deploy("1", by="ada", now=first[0].at - timedelta(minutes=1))
    mark_deploy("2", by="ada", now=first[-1].at + timedelta(microseconds=500))
    ran(redis_client, about(0.15, 20, seed=3))

    follow_runs(redis_client, utc_now())

    (slow,) = read_performance()
    assert slow.suspect is not None
    assert slow.suspect.job_id == "job-40"
    assert (slow.suspect.version, slow.suspect.deploy and slow.suspect.deploy.version) == ("2", "2")
    assert "under version 2, 0 min after deploy 2" in slow.suspect.in_words
    assert slow.track.baseline is not None
    assert slow.track.baseline.code_version == "1"


def test_size_classes_have_baselines_of_their_own(redis_client: redis.Redis) -> None:
    start = int(utc_now().timestamp() * 1000) - 60_000
    for number in range(40):
        size, seconds = ("small", 0.1) if number % 2 else ("large", 9.0)
        line = f"{start + number}|succeeded|{seconds}|0.01;{size}|job-{number}"
        redis_client.lpush(metric_keys.ring(NAME), line)

    follow_runs(redis_client, utc_now())

    results = {entry.size_class: entry.track for entry in read_performance()}
    assert set(results) == {"small", "large"}
    means = {name: track.baseline.stats.mean_seconds for name, track in results.items() if track.baseline}
    assert means == {"small": pytest.approx(0.1), "large": pytest.approx(9.0)}


def test_the_line_of_baselines_is_kept(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 40))
    follow_runs(redis_client, utc_now())
    ran(redis_client, about(0.15, 40, seed=2))
    follow_runs(redis_client, utc_now())

    accept_new_normal(NAME, code_version="v2", by="ada")

    first, second = read_lineage(NAME)
    assert (first.version, first.state, first.because) == (1, "retired", "the first 10 runs")
    assert (second.version, second.because, second.code_version) == (2, "accepted by ada", "v2")
    assert first.mean_seconds == pytest.approx(0.1, rel=0.02)
    assert second.mean_seconds == pytest.approx(0.15, rel=0.02)
    assert first.ended_at is not None


def test_the_time_of_day_is_taken_out_once_it_is_known(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = (utc_now() - timedelta(minutes=1)).hour
    daily_pattern = DailyPattern(tuple(math.log(2) if at in {hour, (hour + 1) % 24} else 0.0 for at in range(24)))
    learned = iter([None, daily_pattern])
    monkeypatch.setattr(runs, "learn_from_history", lambda *_: next(learned))
    ran(redis_client, about(0.2, 20))
    follow_runs(redis_client, utc_now())
    (before,) = read_performance()
    ran(redis_client, about(0.2, 20, seed=2))

    follow_runs(redis_client, utc_now() + timedelta(days=1) - timedelta(minutes=10))
    monkeypatch.setattr(runs, "LEARN_AGAIN", timedelta(0))
    ran(redis_client, about(0.2, 1, seed=3))
    follow_runs(redis_client, utc_now())

    (after,) = read_performance()
    assert before.daily_pattern is None
    assert after.daily_pattern == daily_pattern
    assert after.track.baseline is not None
    assert after.track.baseline.stats.mean_seconds == pytest.approx(0.1, rel=0.03)
    assert after.track.verdict is not None
    assert abs(after.track.verdict.deviation_percent) < 5
