"""Performance in the API."""

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.performance.runs import follow_runs
from fsp.redis_ops import metric_keys
from tests.web.response_json import json_of


def ran(connection: redis.Redis, seconds: list[float]) -> None:
    connection.hset(metric_keys.COUNTERS, "export-data|low|succeeded", len(seconds))
    start = int(utc_now().timestamp() * 1000) - 60_000
    for number, value in enumerate(seconds):
        connection.lpush(metric_keys.ring("export-data"), f"{start + number}|succeeded|{value}|0.01|job-{number}")


def test_baselines_and_bottlenecks_are_told(program: FlaskClient, redis_client: redis.Redis) -> None:
    ran(redis_client, [130.0] + [1.0, 1.1] * 10)
    follow_runs(redis_client, utc_now())

    results = json_of(program.get("/api/performance"))

    (track,) = results["jobTypes"]
    assert (track["jobType"], track["baseline"]["state"], track["regression"]["level"]) == (
        "export-data",
        "provisional",
        "none",
    )
    assert [(bottleneck["severity"], bottleneck["longestJobId"]) for bottleneck in results["bottlenecks"]] == [
        ("high", "job-0")
    ]
    assert results["bottlenecks"][0]["recommendation"]
    assert results["slowestOperations"][0]["jobType"] == "export-data"


def test_a_new_normal_needs_runs(program: FlaskClient, redis_client: redis.Redis) -> None:
    assert program.post("/api/performance/export-data/accept").status_code == 422
    assert program.post("/api/performance/nothing/accept").status_code == 404
