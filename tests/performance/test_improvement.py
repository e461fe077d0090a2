"""Improvements: what has held, and the baselines that followed."""

from datetime import timedelta
from random import Random

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.performance.baseline import Baseline
from fsp.performance.current import read_lineage, read_performance
from fsp.performance.improvement import FollowedImprovement, has_held, read_followed_improvements
from fsp.performance.runs import accept_new_normal, follow_runs
from fsp.redis_ops import metric_keys
from testbed.run_times import independent
from tests.performance.test_runs import NAME, about, ran

BASELINE = Baseline(tuple(independent(Random(1), 100, variation=0.1)))


def faster(runs: int, factor: float = 0.7) -> list[float]:
    return independent(Random(2), runs, variation=0.1, factor=factor)


def test_a_hundred_faster_runs_have_held() -> None:
    assert has_held(BASELINE, [*faster(1, factor=1.0), *faster(101)])


def test_ninety_nine_have_not() -> None:
    assert not has_held(BASELINE, faster(99))


def test_ninety_five_after_the_old_level_have_not() -> None:
    assert not has_held(BASELINE, [*faster(60, factor=1.0), *faster(95)])


def test_a_relapse_in_between_has_not() -> None:
    assert not has_held(BASELINE, [*faster(40), *faster(20, factor=1.0), *faster(40)])


def test_a_few_percent_are_no_improvement() -> None:
    assert not has_held(BASELINE, faster(100, factor=0.93))


def test_unchanged_runs_are_no_improvement() -> None:
    assert not has_held(BASELINE, faster(100, factor=1.0))


@pytest.fixture(autouse=True)
def counted(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.hset(metric_keys.COUNTERS, f"{NAME}|medium|succeeded", 1)


def test_a_hundred_faster_runs_are_told_of_with_what_they_were_compared_with(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 40))
    follow_runs(redis_client, utc_now())
    before = read_performance()[0].improvement
    ran(redis_client, about(0.06, 110, seed=2))
    follow_runs(redis_client, utc_now())

    (followed_improvement,) = read_followed_improvements(utc_now() - timedelta(days=1))

    assert before is None
    assert (followed_improvement.job_type, followed_improvement.size_class, followed_improvement.version) == (
        NAME,
        "",
        2,
    )
    assert followed_improvement.before_seconds == pytest.approx(0.1, rel=0.02)
    assert followed_improvement.after_seconds == pytest.approx(0.06, rel=0.02)
    assert followed_improvement.percent == pytest.approx(40, abs=2)
    assert "100 consecutive runs took 40 % less time, from 0.0999 s to 0.0602 s" in followed_improvement.in_words
    assert read_performance()[0].improvement == followed_improvement
    assert read_followed_improvements(utc_now() + timedelta(seconds=1)) == []


def test_one_pass_over_all_runs_tells_the_same(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 40))
    ran(redis_client, about(0.06, 110, seed=2))
    follow_runs(redis_client, utc_now())

    (followed_improvement,) = read_followed_improvements(utc_now() - timedelta(days=1))

    assert followed_improvement.version == 2
    assert followed_improvement.percent == pytest.approx(40, abs=2)
    assert [(line.version, line.because) for line in read_lineage(NAME)] == [
        (1, "the first 10 runs"),
        (2, "faster for 100 runs"),
    ]


def test_a_baseline_that_somebody_accepted_is_no_news(redis_client: redis.Redis) -> None:
    ran(redis_client, about(0.1, 40))
    ran(redis_client, about(0.06, 60, seed=2))
    follow_runs(redis_client, utc_now())
    accept_new_normal(NAME, by="ada")

    assert read_followed_improvements(utc_now() - timedelta(days=1)) == []


def test_a_baseline_of_no_time_divides_nothing(core: Flask) -> None:
    assert FollowedImprovement(1, NAME, "", 2, 0.0, 0.0, utc_now()).percent == 0.0
