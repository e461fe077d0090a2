"""Metrics: the same counts as JSON and for Prometheus, and nothing unbounded in a label."""

import pytest
import redis
from flask.testing import FlaskClient
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from fsp.clock import utc_now
from fsp.metrics.counters import bucket_label
from fsp.metrics.sketch import bucket_index
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys


@pytest.fixture
def counted(redis_client: redis.Redis) -> None:
    redis_client.hset(
        keys.COUNTERS,
        mapping={
            "export-data|low|succeeded": 2,
            "export-data|low|retried": 1,
            "generate-report|medium|failed": 1,
            "fenced": 3,
        },
    )
    redis_client.hset(keys.histogram("export-data"), mapping={bucket_label(30.0): 1, bucket_label(0.2): 1})
    start = int(utc_now().timestamp()) // 300 * 300
    redis_client.lpush(keys.spans("export-data"), start)
    span = {"outcome|succeeded": 2, "run_microseconds": 30_200_000}
    redis_client.hset(keys.span("export-data", start), mapping=span)
    for seconds in (0.2, 30.0):
        redis_client.hincrby(keys.span("export-data", start), f"run|{bucket_index(seconds)}", 1)
    redis_client.hset(keys.histogram("export-data"), mapping={"sum_microseconds": 30_200_000})


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(text)
    return {(s.name, tuple(sorted(s.labels.values()))): s.value for family in families for s in family.samples}


def test_json_is_the_default(program: FlaskClient, counted: None) -> None:
    told = program.get("/api/metrics", headers={"Accept": "*/*"}).json

    assert told is not None
    jobs = {job["jobType"]: job for job in told["jobs"]}
    assert jobs["export-data"]["executions"] == 2
    assert jobs["export-data"]["durationSeconds"]["p95"] == pytest.approx(30.0, rel=0.01)
    assert {"queues", "workers", "system"} <= set(told)


def test_prometheus_reads_it(program: FlaskClient, counted: None, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "generate-report", {})

    answer = program.get("/api/metrics?format=prometheus")

    found = samples(answer.text)
    assert answer.mimetype == "text/plain"
    assert found["fsp_jobs_total", ("export-data", "low", "succeeded")] == 2
    assert found["fsp_job_retries_total", ("export-data", "low")] == 1
    assert found["fsp_job_duration_seconds_bucket", ("30.0", "export-data")] == 2
    assert found["fsp_job_duration_seconds_bucket", ("1.0", "export-data")] == 1
    assert found["fsp_queue_jobs", ("medium", "waiting")] == 1
    assert found["fsp_fenced_total", ()] == 3


def test_openmetrics_is_given_when_asked_for(program: FlaskClient, counted: None) -> None:
    answer = program.get("/api/metrics?format=prometheus", headers={"Accept": "application/openmetrics-text"})

    assert list(openmetrics(answer.text))


def test_http_is_counted_by_rule_and_never_by_id(program: FlaskClient) -> None:
    for number in range(3):
        program.get(f"/api/jobs/secret-{number}")

    text = program.get("/api/metrics?format=prometheus").text

    assert 'url_rule="/api/jobs/<job_id>"' in text
    assert "secret-1" not in text


def test_one_job_type_alone(program: FlaskClient, counted: None) -> None:
    told = program.get("/api/metrics?jobId=export-data").json
    text = program.get("/api/metrics?jobId=export-data&format=prometheus").text

    assert told is not None
    assert [job["jobType"] for job in told["jobs"]] == ["export-data"]
    assert "generate-report" not in text
    assert "fsp_queue_jobs" not in text


@pytest.mark.parametrize(("query", "code"), [("jobId=none", 404), ("format=xml", 422)])
def test_what_there_is_not_is_refused(program: FlaskClient, query: str, code: int) -> None:
    answer = program.get(f"/api/metrics?{query}")

    assert (answer.status_code, answer.mimetype) == (code, "application/problem+json")
