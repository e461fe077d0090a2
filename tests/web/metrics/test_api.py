"""Metrics: the same counts as JSON and for Prometheus, and nothing unbounded in a label."""

import os

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from fsp.clock import utc_now
from fsp.metrics.buckets import bucket_label
from fsp.metrics.delivery_times import count_deliveries
from fsp.metrics.http_counters import bucket_field, request_field
from fsp.metrics.notices import note_notice
from fsp.metrics.platform_calls import note_call
from fsp.metrics.sketch import bucket_index
from fsp.models.alert import Alert
from fsp.models.model_request import ModelRequest, RequestPhase
from fsp.performance.runs import follow_runs
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import metric_keys
from fsp.stores import db
from fsp.worker.attempt_result import success
from fsp.worker.cost import Cost
from fsp.worker.job_fetcher import finish
from fsp.worker.spent import Spent
from fsp.writing.prices import Limits
from fsp.writing.spending import reserve, settle
from tests.away import redis_away
from tests.redis_fields import HashFields
from tests.worker.claiming import claimed


@pytest.fixture
def counted(redis_client: redis.Redis) -> None:
    redis_client.hset(
        metric_keys.COUNTERS,
        mapping={
            "export-data|low|succeeded": 2,
            "export-data|low|retried": 1,
            "generate-report|medium|failed": 1,
            "fenced": 3,
            "history-dropped": 4,
            "set-aside:history": 2,
        },
    )
    redis_client.hset(metric_keys.histogram("export-data"), mapping={bucket_label(30.0): 1, bucket_label(0.2): 1})
    start = int(utc_now().timestamp()) // 300 * 300
    redis_client.lpush(metric_keys.spans("export-data"), start)
    span: HashFields = {"outcome|succeeded": 2, "run_microseconds": 30_200_000, "run_extremes": "200000|30000000"}
    redis_client.hset(metric_keys.span("export-data", start), mapping=span)
    for seconds in (0.2, 30.0):
        redis_client.hincrby(metric_keys.span("export-data", start), f"run|{bucket_index(seconds)}", 1)
    redis_client.hset(metric_keys.histogram("export-data"), mapping={"sum_microseconds": 30_200_000})


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(text)
    return {(s.name, tuple(sorted(s.labels.values()))): s.value for family in families for s in family.samples}


def test_json_is_the_default(program: FlaskClient, counted: None) -> None:
    document = program.get("/api/metrics", headers={"Accept": "*/*"}).json

    assert document is not None
    jobs = {job["jobType"]: job for job in document["jobs"]}
    assert jobs["export-data"]["executions"] == 2
    assert (jobs["export-data"]["successRatio"], jobs["export-data"]["failureRatio"]) == (1.0, 0.0)
    assert (jobs["generate-report"]["successRatio"], jobs["generate-report"]["failureRatio"]) == (0.0, 1.0)
    assert jobs["export-data"]["durationSeconds"]["p95"] == pytest.approx(30.0, rel=0.01)
    assert {"queues", "workers", "system"} <= set(document)
    assert {"waiting", "parked", "deferred", "scheduled", "running", "failed"} <= set(document["queues"][0])


def test_prometheus_reads_it(program: FlaskClient, counted: None, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "generate-report", {}, job_id="first")
    enqueue(redis_client, "generate-report", {"project": "x"}, after=["first"])

    answer = program.get("/api/metrics?format=prometheus")

    results = samples(answer.text)
    assert answer.mimetype == "text/plain"
    assert results["fsp_jobs_total", ("export-data", "low", "succeeded")] == 2
    assert results["fsp_job_retries_total", ("export-data", "low")] == 1
    assert results["fsp_job_duration_seconds_bucket", ("30.0", "export-data")] == 2
    assert results["fsp_job_duration_seconds_bucket", ("1.0", "export-data")] == 1
    assert results["fsp_queue_jobs", ("medium", "waiting")] == 1
    assert results["fsp_queue_jobs", ("deferred", "medium")] == 1
    assert results["fsp_fenced_total", ()] == 3
    assert results["fsp_history_dropped_total", ()] == 4
    assert results["fsp_rows_set_aside_total", ("history",)] == 2


@pytest.mark.parametrize("address", ["/api/metrics?format=prometheus", "/api/metrics"])
def test_openmetrics_is_given_when_asked_for(program: FlaskClient, counted: None, address: str) -> None:
    answer = program.get(address, headers={"Accept": "application/openmetrics-text; version=1.0.0"})

    assert list(openmetrics(answer.text))


def test_http_is_counted_by_rule_and_never_by_id(program: FlaskClient) -> None:
    for number in range(3):
        program.get(f"/api/jobs/secret-{number}")

    text = program.get("/api/metrics?format=prometheus").text

    assert 'url_rule="/api/jobs/<job_id>"' in text
    assert "secret-1" not in text


def test_one_job_type_alone(program: FlaskClient, counted: None, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "x"})
    enqueue(redis_client, "generate-report", {})
    labels = ({"job_type": "export-data"}, {"job_type": "generate-report"}, {"queue": "low"}, {"component": "disk"})
    for number, labelled in enumerate(labels):
        db.session.add(alert(number, labelled))
    for name, queue in (("export-data", "low"), ("generate-report", "medium")):
        run = f"{int(utc_now().timestamp() * 1000)}|succeeded|1.0||job"
        redis_client.lpush(metric_keys.ring(name), *([run] * 60))
        redis_client.hset(metric_keys.COUNTERS, f"{name}|{queue}|succeeded", 60)
    follow_runs(redis_client, utc_now())
    db.session.commit()

    document = program.get("/api/metrics?jobId=export-data").get_json()
    text = program.get("/api/metrics?jobId=export-data&format=prometheus").text

    assert [job["jobType"] for job in document["jobs"]] == ["export-data"]
    assert [(queue["name"], queue["waiting"]) for queue in document["queues"]] == [("low", 1)]
    assert [entry["jobType"] for entry in document["performance"]] == ["export-data"]
    assert sorted(entry["id"] for entry in document["alerts"]) == [1, 3]
    assert document["system"]["process"]["pid"] == os.getpid()
    results = samples(text)
    assert "generate-report" not in text
    assert results["fsp_queue_jobs", ("low", "waiting")] == 1
    assert not [name for name in results if name[0] == "fsp_queue_jobs" and "medium" in name[1]]
    assert sum(value for (name, _), value in results.items() if name == "fsp_alerts") == 2


def alert(number: int, labels: dict[str, str]) -> Alert:
    named = {"rule": "Any", "alert_type": "job_failures", "severity": "error", "state": "firing", "title": "t"}
    return Alert(fingerprint=f"{number:064}", labels=labels, details={}, **named)


@pytest.mark.parametrize(("query", "code"), [("jobId=none", 404), ("format=xml", 422)])
def test_what_there_is_not_is_refused(program: FlaskClient, query: str, code: int) -> None:
    answer = program.get(f"/api/metrics?{query}")

    assert (answer.status_code, answer.mimetype) == (code, "application/problem+json")


FAMILIES = {
    *("fsp_jobs", "fsp_job_retries", "fsp_job_duration_seconds", "fsp_job_queue_wait_seconds"),
    *("fsp_job_cpu_seconds", "fsp_job_max_rss_bytes", "fsp_job_deduplicated", "fsp_circuit_opened"),
    *("fsp_queue_jobs", "fsp_queue_oldest_job_age_seconds", "fsp_workers", "fsp_fenced", "fsp_rescued"),
    *("fsp_dead_letters_expired", "fsp_history_dropped", "fsp_history_renumbered"),
    "fsp_rows_set_aside",
    *("fsp_http_requests", "fsp_http_request_duration_seconds", "fsp_http_dropped", "fsp_platform_requests"),
    *("fsp_health_status", "fsp_health_check_duration_seconds", "fsp_alerts", "fsp_notifications"),
    *("fsp_destination_due_to_live_seconds", "fsp_destination_posts", "fsp_destination_circuit"),
    "fsp_destination_credentials_expire_timestamp_seconds",
    *("fsp_llm_requests", "fsp_llm_tokens", "fsp_llm_cost"),
    *("fsp_cron_last_success_timestamp_seconds", "fsp_build_info", "fsp_up"),
}


def text_of(client: FlaskClient, query: str = "") -> str:
    return client.get(f"/api/metrics?format=prometheus{query}").text


def test_every_family_is_there_and_told_once(program: FlaskClient, counted: None) -> None:
    families = [family.name for family in text_string_to_metric_families(text_of(program))]

    assert set(families) == FAMILIES
    assert len(families) == len(FAMILIES)


def test_a_job_tells_its_wait_its_time_and_its_memory(program: FlaskClient, redis_client: redis.Redis) -> None:
    for seconds, peak in ((0.2, 3_000_000), (45.0, 2_000_000)):
        enqueue(redis_client, "export-data", {"project": "x"})
        claim = claimed(redis_client)
        finish(redis_client, claim, success("null", Spent(seconds, Cost(cpu_seconds=0.5, peak_bytes=peak))))

    results = samples(text_of(program))

    assert results["fsp_job_duration_seconds_bucket", ("0.25", "export-data")] == 1
    assert results["fsp_job_duration_seconds_bucket", ("45.0", "export-data")] == 2
    assert results["fsp_job_duration_seconds_sum", ("export-data",)] == pytest.approx(45.2)
    assert results["fsp_job_queue_wait_seconds_count", ("export-data",)] == 2
    assert results["fsp_job_cpu_seconds_total", ("export-data",)] == pytest.approx(1.0)
    assert results["fsp_job_max_rss_bytes", ("export-data",)] == 3_000_000


def test_a_language_model_tells_its_requests_tokens_and_cost(program: FlaskClient, app: Flask) -> None:
    app.extensions["fsp_settings"] = app.extensions["fsp_settings"].model_copy(update={"llm_budget": 4_000_000})
    row = ModelRequest(job_id="j", step="draft", number=1, month=f"{utc_now():%Y-%m}", model="m", reserved=3_000_000)
    reserve(row, Limits(None, None, "USD"))
    facts = {"outcome": "complete", "prompt_tokens": 10, "completion_tokens": 20, "cached_tokens": 5}
    settle(row, phase=RequestPhase.COMPLETED, charged=1_000_000, **facts)

    results = samples(text_of(program))

    assert results["fsp_llm_requests_total", ("complete", "m")] == 1
    assert [results["fsp_llm_tokens_total", key] for key in (("input", "m"), ("m", "output"), ("cached", "m"))] == [
        10,
        20,
        5,
    ]
    assert results["fsp_llm_cost_total", ("m",)] == 1.0
    assert results["fsp_llm_budget_used_ratio", ()] == 0.25


def test_platforms_notices_and_circuits_are_told(program: FlaskClient, redis_client: redis.Redis) -> None:
    note_call(redis_client, "site", outcome="failed", seconds=0.1, now=utc_now())
    note_notice(redis_client, "slack", "accepted")
    redis_client.hset(metric_keys.COUNTERS, mapping={"circuit-opened:export-data": 2, "deduplicated:export-data": 3})

    results = samples(text_of(program))

    assert results["fsp_platform_requests_total", ("failed", "site")] == 1
    assert results["fsp_notifications_total", ("accepted", "slack")] == 1
    assert results["fsp_circuit_opened_total", ("export-data",)] == 2
    assert results["fsp_job_deduplicated_total", ("export-data",)] == 3
    assert results["fsp_health_status", ("database",)] == 0
    assert results["fsp_health_status", ("workers",)] == 2


def test_however_many_types_and_routes_there_are_the_series_are_bounded(
    program: FlaskClient, redis_client: redis.Redis
) -> None:
    for number in range(500):
        for outcome in ("succeeded", "failed", "timeout", "killed", "stopped", "retried"):
            redis_client.hset(metric_keys.COUNTERS, f"type-{number:03}|low|{outcome}", 1)
        redis_client.hset(
            metric_keys.histogram(f"type-{number:03}"), mapping={"0.1": 1, "wait|0.1": 1, "peak_bytes": 1}
        )
        for status in ("200", "404", "500"):
            redis_client.hset(metric_keys.HTTP_COUNTERS, request_field("GET", status, f"/{number}"), 1)
        redis_client.hset(metric_keys.HTTP_COUNTERS, bucket_field("GET", "+Inf", f"/{number}"), 1)
        note_call(redis_client, f"platform-{number}", outcome="succeeded", seconds=0.1, now=utc_now())
    count_deliveries(redis_client, [(f"garden/{number}", 1.0) for number in range(500)])

    text = text_of(program)
    lines = sum(not line.startswith("#") for line in text.splitlines())

    results = samples(text)
    # The states of destinations are 140 lines at the most.
    assert lines <= 2000 - 140
    ended = [value for (name, _), value in results.items() if name == "fsp_jobs_total"]
    assert sum(ended) == 2500
    assert results["fsp_jobs_total", ("failed", "low", "other")] > 0
    assert sum(value for (name, _), value in results.items() if name == "fsp_job_duration_seconds_count") == 500


def test_the_text_is_kept_for_five_seconds_for_all_processes(
    program: FlaskClient, counted: None, redis_client: redis.Redis
) -> None:
    first = text_of(program)
    redis_client.hincrby(metric_keys.COUNTERS, "export-data|low|succeeded", 1)

    second = text_of(program)

    (key,) = redis_client.scan_iter(metric_keys.exposition("*", ""))
    assert second == first
    assert 0 < redis_client.pttl(key) <= 5000


def test_without_redis_it_says_so_instead_of_failing(program: FlaskClient, app: Flask) -> None:
    app.extensions["fsp_redis"] = redis_away()

    answer = program.get("/api/metrics?format=prometheus")

    results = samples(answer.text)
    assert answer.status_code == 200
    assert results["fsp_health_status", ("redis",)] == 2
    assert ("fsp_jobs_total", ("export-data", "low", "succeeded")) not in results


def test_quantiles_say_how_exact_they_are(program: FlaskClient, counted: None) -> None:
    program.get("/login")

    document = program.get("/api/metrics").json

    assert document is not None
    (job,) = [job for job in document["jobs"] if job["jobType"] == "export-data"]
    for result in (job["durationSeconds"], job["waitSeconds"], document["http"]["durationSeconds"]):
        assert {"min", "max", "p50", "p95", "p99", "n", "window", "method", "relativeError", "lowConfidence"} <= set(
            result
        )
    assert (job["durationSeconds"]["method"], job["durationSeconds"]["relativeError"]) == ("ddsketch", 0.01)
    assert job["durationSeconds"]["lowConfidence"] is True
    assert (job["durationSeconds"]["min"], job["durationSeconds"]["max"]) == (0.2, 30.0)
    assert (job["waitSeconds"]["min"], job["waitSeconds"]["max"]) == (None, None)
    assert (document["http"]["requests"], document["http"]["errors"]) == (1, 0)
    assert (document["http"]["durationSeconds"]["method"], document["http"]["durationSeconds"]["n"]) == (
        "nearest-rank",
        1,
    )


def test_each_type_is_told_of_in_the_words_of_opentelemetry_with_their_version(
    program: FlaskClient, counted: None
) -> None:
    document = program.get("/api/metrics").json

    assert document is not None
    words = {job["jobType"]: job["openTelemetry"] for job in document["jobs"]}
    good = words["export-data"]
    assert good["conventions"] == {"version": "1.44.0", "status": "development"}
    assert (good["messaging.system"], good["messaging.destination.name"]) == ("rq", "low")
    assert good["messaging.process.duration"] == {"unit": "s", "count": 2, "sum": pytest.approx(30.2)}
    assert "error.type" not in good
    assert words["generate-report"]["error.type"] == {"failed": 1}
