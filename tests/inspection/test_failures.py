"""The newest failures of a type: one of each job, with its error, whether it is tried again or dead."""

from datetime import UTC, datetime, timedelta

import redis

from fsp.inspection.failures import latest_failures, newest_error_read, retrying_read
from fsp.redis_ops import metric_keys, rq_keys
from fsp.redis_ops.reads import fetch
from tests.redis_fields import HashFields

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def ended(
    connection: redis.Redis, job_id: str, outcome: str, seconds: int, *, status: str = "", error: str = ""
) -> None:
    at = NOW + timedelta(seconds=seconds)
    connection.lpush(metric_keys.ring("export-data"), f"{int(at.timestamp() * 1000)}|{outcome}|1.5||{job_id}")
    if status:
        fields: HashFields = {"status": status, "fsp_type": "export-data", "fsp_error": error, "fsp_attempt": 2}
        connection.hset(rq_keys.job(job_id), mapping=fields)


def test_each_job_counts_with_its_newest_failure(redis_client: redis.Redis) -> None:
    ended(redis_client, "a", "retried", -90)
    ended(redis_client, "b", "retried", -80, status="queued", error="OSError: b")
    ended(redis_client, "a", "failed", -70, status="failed", error="ValueError: a")
    ended(redis_client, "c", "retried", -60, status="scheduled", error="ValueError: c")
    ended(redis_client, "well", "succeeded", -50)
    ended(redis_client, "forgotten", "failed", -40)

    results = latest_failures(redis_client, "export-data", NOW, limit=10)

    assert [(entry.job_id, entry.outcome, entry.error) for entry in results] == [
        ("c", "retried", "ValueError: c"),
        ("a", "failed", "ValueError: a"),
        ("b", "retried", "OSError: b"),
    ]
    assert (results[0].at, results[0].attempt, results[0].run_seconds) == (NOW - timedelta(seconds=60), 2, 1.5)
    assert fetch(redis_client, newest_error_read("export-data", NOW)) == "ValueError: c"
    assert fetch(redis_client, retrying_read("export-data", NOW)) == 1


def test_a_type_without_failures_has_none(redis_client: redis.Redis) -> None:
    assert latest_failures(redis_client, "export-data", NOW, limit=10) == []
    assert fetch(redis_client, newest_error_read("export-data", NOW)) == ""
    assert fetch(redis_client, retrying_read("export-data", NOW)) == 0
