"""Failures count from five on; a platform that fails degrades, it never makes FSP unhealthy."""

from datetime import datetime, timedelta

import pytest
import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.health.component import Component
from fsp.health.work import read_work
from fsp.metrics.http_recorder import Answer, HttpRecorder
from fsp.metrics.platform_calls import FAILED, SUCCEEDED, note_call
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from tests.worker.claiming import claimed, end


def component(name: str, connection: redis.Redis, now: datetime) -> Component:
    return read_work(connection, now)[name]


@pytest.mark.parametrize(
    ("failed", "succeeded", "status"),
    [(4, 0, "healthy"), (5, 5, "unhealthy"), (5, 6, "healthy"), (0, 10, "healthy"), (3, 2, "unhealthy")],
)
def test_half_of_at_least_five_jobs(
    core: Flask, redis_client: redis.Redis, failed: int, succeeded: int, status: str
) -> None:
    for action in ["dead"] * failed + ["success"] * succeeded:
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), action)

    assert component("jobs", redis_client, utc_now()).status == status


def test_a_lease_nobody_keeps_is_stuck(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.zadd(keys.LEASES, {"j": (utc_now() - timedelta(minutes=5)).timestamp() * 1000})

    assert component("jobs", redis_client, utc_now()).status == "degraded"


def test_fewer_than_five_jobs_are_told_of_and_not_judged(core: Flask, redis_client: redis.Redis) -> None:
    for _ in range(4):
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), "dead")

    result = component("jobs", redis_client, utc_now())

    assert (result.status, result.insufficient_data) == ("healthy", True)
    assert (result.details["failureRatio"], result.details["n"], result.details["stuck"]) == (1.0, 4, 0)
    assert set(result.details["queues"]) == {"high", "medium", "low"}


def call(connection: redis.Redis, platform: str, *, failed: int, of: int) -> None:
    for number in range(of):
        outcome = FAILED if number < failed else SUCCEEDED
        note_call(connection, platform, outcome=outcome, seconds=0.2, now=utc_now())


@pytest.mark.parametrize(("failed", "status"), [(0, "healthy"), (2, "healthy"), (3, "degraded"), (10, "degraded")])
def test_three_in_ten_of_at_least_five_calls(redis_client: redis.Redis, failed: int, status: str) -> None:
    call(redis_client, "site", failed=failed, of=10)

    result = component("platforms", redis_client, utc_now())

    assert (result.status, result.insufficient_data) == (status, False)
    assert (result.details["site"]["failed"], result.details["site"]["n"]) == (failed, 10)
    assert result.details["site"]["responseTimeP95Milliseconds"] == 200
    assert (result.details["site"]["method"], result.details["site"]["relativeError"]) == ("nearest-rank", 0.0)
    assert component("platforms", redis_client, utc_now() + timedelta(minutes=26)).status == "healthy"


def test_four_calls_are_too_few_to_judge(redis_client: redis.Redis) -> None:
    call(redis_client, "site", failed=4, of=4)

    result = component("platforms", redis_client, utc_now())

    assert (result.status, result.insufficient_data) == ("healthy", True)


@pytest.mark.parametrize(
    ("errors", "requests", "status", "is_little"),
    [(19, 19, "healthy", True), (2, 20, "degraded", False), (1, 20, "healthy", False), (99, 1000, "healthy", False)],
)
def test_one_in_ten_of_at_least_twenty_answers(
    redis_client: redis.Redis, errors: int, requests: int, status: str, is_little: bool
) -> None:
    counted = HttpRecorder()
    at = utc_now().timestamp()
    counted.record(Answer("/", "GET", 500 if number < errors else 200, 0.01, at) for number in range(requests))
    counted.flush(redis_client)

    result = component("answers", redis_client, utc_now())

    assert (result.status, result.insufficient_data) == (status, is_little)


def run_upkeep(connection: redis.Redis, action: str, times: int) -> None:
    for _ in range(times):
        enqueue(connection, "reconcile-requests", {})
        end(connection, claimed(connection), action)


def test_upkeep_hides_no_failure_of_what_people_asked_for(core: Flask, redis_client: redis.Redis) -> None:
    for _ in range(8):
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), "dead")
    run_upkeep(redis_client, "success", 24)

    result = component("jobs", redis_client, utc_now())

    assert (result.status, result.message) == (
        "unhealthy",
        "8 of 8 jobs failed in the last hour. See Dead letters.",
    )
    assert result.details["upkeep"] == {"failed": 0, "n": 24, "failureRatio": 0.0}


def test_upkeep_that_fails_is_no_outage_of_peoples_work_and_still_said(core: Flask, redis_client: redis.Redis) -> None:
    for _ in range(5):
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), "success")
    run_upkeep(redis_client, "dead", 20)

    result = component("jobs", redis_client, utc_now())

    assert result.status == "degraded"
    assert "0 of 5 jobs failed in the last hour; 20 of 20 of FSP's own maintenance jobs failed" in result.message
