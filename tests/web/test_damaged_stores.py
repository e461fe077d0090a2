"""Redis and SQL full of values nobody can read: every page and every list of the API says what it knows."""

from datetime import timedelta
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from fsp.clock import utc_now
from fsp.gates.controls import pause_queue, pause_type, set_limit
from fsp.gates.limits import LimitOverride
from fsp.gates.pauses import Pause
from fsp.history.archive import archive_ended_jobs
from fsp.history.rollup import roll_up
from fsp.history.service_rollup import roll_up_service
from fsp.inspection.drains import drain_worker
from fsp.inspection.flow_samples import take_sample
from fsp.metrics.http_counters import add_http_counters, request_field
from fsp.metrics.http_ring import push_points
from fsp.metrics.notices import note_notice
from fsp.metrics.platform_calls import note_call
from fsp.models.alert import Alert
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.models.alert_watch import AlertWatch
from fsp.models.item import Item
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.models.service_metrics import ServiceMetrics
from fsp.queueing.cancel import cancel
from fsp.queueing.enqueue import enqueue
from fsp.queueing.request import request_job
from fsp.redis_ops import keys, process_keys
from fsp.stores import db
from fsp.worker.attempt_result import failure, success
from fsp.worker.claim import find_claim
from fsp.worker.job_fetcher import JobFetcher, finish
from fsp.worker.spent import Spent
from tests.dead_letters.burying import buried
from tests.web.access.routes import path_of
from tests.web.overview.faults_made import report_worker, watch

BAD = [b"abc", b'{"a": {"b": []}}', b"9" * 40, b"\xff\x00|\xff"]
BAD_JSON = ["[1]", '{"a": 1}', '"x"', '[[], {"a": 1}, null]']


@pytest.fixture
def seeded(app: Flask, redis_client: redis.Redis, garden: Item) -> redis.Redis:
    """Fill Redis and SQL with one of each: jobs in every state, gates, pauses, workers, metrics, alerts."""
    now = utc_now()
    report_worker(redis_client, "alive", now, born_at=now - timedelta(hours=1))
    redis_client.set(process_keys.heartbeat("scheduler"), now.timestamp())
    watch(app)
    fetcher = JobFetcher(redis_client, worker="alive", queues=["high", "medium", "low"], lease_seconds=300)
    for job_id in ("done", "retried", "died", "x"):
        enqueue(redis_client, "export-data", {"project": "garden"}, job_id=job_id, tags=["t"])
        claim = fetcher.next()[1]
        assert claim is not None
        if job_id == "done":
            finish(redis_client, claim, success('{"a": 1}', Spent(0.5)))
        elif job_id != "x":
            finish(redis_client, claim, failure(claim, ValueError("no"), Spent(0.5)))
    assert claim is not None
    stale = find_claim(redis_client, "x", claim.token)
    assert stale is not None
    finish(redis_client, stale.__class__(**{**vars(stale), "token": "0"}), success("1", Spent(0.1)))
    redis_client.hset("rq:job:x", mapping={"fsp_progress": '{"done": 1}', "fsp_cancelled_ms": 1})
    redis_client.rpush(keys.log("x"), "a line")
    enqueue(redis_client, "generate-report", {"project": "garden"}, job_id="waits", idempotency_key="k", tags=["t"])
    enqueue(redis_client, "generate-report", {"project": "garden"}, job_id="doubled", idempotency_key="k")
    enqueue(redis_client, "generate-report", {"project": "garden"}, job_id="later", at=now + timedelta(hours=1))
    enqueue(redis_client, "generate-report", {"project": "garden"}, job_id="deferred", after=["waits"])
    enqueue(redis_client, "generate-report", {"project": "garden"}, job_id="cancelled")
    cancel(redis_client, "cancelled", by="ada")
    request_job("export-data", {"project": "garden"}, requested_by="ada", job_id="asked")
    pause_type(redis_client, "generate-report", Pause("ada", "quiet", now))
    pause_queue(redis_client, "low", Pause("ada", "quiet", now, now + timedelta(hours=1)))
    set_limit(redis_client, "export-data", LimitOverride(3, "ada", "more", now))
    drain_worker(redis_client, "alive", by="ada", now=now)
    take_sample(redis_client, now)
    add_http_counters(redis_client, {request_field("GET", "200", "/"): 1})
    with redis_client.pipeline() as pipeline:
        push_points(pipeline, [(now.timestamp(), 0.1)])
        pipeline.execute()
    note_notice(redis_client, "slack", "accepted")
    note_call(redis_client, "site", outcome="failed", seconds=1.0, now=now, job_type="export-data")
    buried("dead")
    archive_ended_jobs(redis_client)
    roll_up(redis_client, now)
    roll_up_service(redis_client, now)
    reported: dict[str, Any] = {"fingerprint": "0" * 64, "rule": "job_failures", "labels": {"job_type": "export-data"}}
    db.session.add(Alert(alert_type="failures", severity="error", state="firing", title="It fails", **reported))
    db.session.add(AlertWatch(memory={}, evaluated_at=now, **reported))
    db.session.add(AlertEvaluation(tick=now, reading={}, decisions=[reported]))
    sums = {"sample_count": 30, "mean_seconds": 1.0, "p50_seconds": 1.0, "p95_seconds": 1.0}
    db.session.add(PerformanceBaseline(job_type="export-data", log_seconds=[0.1] * 30, track={"recent": [0.1]}, **sums))
    db.session.add(ServiceMetrics(span_start=now - timedelta(hours=1), resolution_seconds=300, requests=5))
    db.session.commit()
    return redis_client


def visits(app: Flask) -> list[str]:
    paths = {path_of(app, rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    jobs = ("done", "retried", "died", "waits", "later", "deferred", "cancelled", "asked", "dead")
    paths |= {f"{area}/{job_id}" for area in ("/jobs", "/api/jobs") for job_id in jobs}
    states = ("all", "waiting", "scheduled", "deferred", "running", "ended", "failed")
    paths |= {f"{area}?state={state}" for area in ("/jobs", "/api/jobs") for state in states}
    return sorted(paths | {"/api/metrics?format=prometheus", "/api/jobs?state=all&q=tag:t", "/api/health?quick=true"})


def faults(client: FlaskClient, app: Flask, what: object) -> list[tuple[object, ...]]:
    results: list[tuple[object, ...]] = []
    for path in visits(app):
        with client.get(path) as answer:
            if answer.status_code >= 500 and not _is_health(path):
                results.append((what, path, answer.status_code, answer.get_data(as_text=True)[-300:]))
    return results


def _is_health(path: str) -> bool:
    """Health says in its status how the system is."""
    return path.startswith("/api/health")


def damage(connection: redis.Redis, key: bytes, bad: bytes) -> None:
    """Put a value nobody can read wherever this key has one."""
    kind = connection.type(key)
    if kind == b"string":
        connection.set(key, bad, keepttl=True)
    elif kind == b"hash":
        names = [name for name in connection.hkeys(key) if name not in {b"status", b"fsp_type", b"origin"}]
        connection.hset(key, mapping={**dict.fromkeys(names, bad), bad: bad})
    elif kind == b"list" and not key.startswith(b"rq:queue"):
        connection.lset(key, 0, bad)  # type: ignore[arg-type]
        connection.rpush(key, bad)
    elif kind == b"zset":
        connection.zadd(key, {bad: float("inf"), bad + b"-": 1e18, bad + b"+": -1})
    elif kind == b"set":
        connection.sadd(key, bad)
    elif kind == b"stream":
        connection.xadd(key, {b"fsp_attempt": bad, b"return_value": bad, b"job": bad, b"exc_string": bad})


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_no_value_in_redis_takes_a_page_down(
    app: Flask, signed_in: FlaskClient, seeded: redis.Redis, bad: bytes
) -> None:
    for key in [key for key in seeded.scan_iter() if not key.startswith((b"fsp:pass:", b"fsp:login"))]:
        damage(seeded, key, bad)

    assert faults(signed_in, app, bad) == []


@pytest.mark.parametrize("bad", BAD_JSON)
def test_no_json_in_sql_takes_a_page_down(app: Flask, signed_in: FlaskClient, seeded: redis.Redis, bad: str) -> None:
    # The database itself lets nobody change the audit log.
    for table in [table for table in db.metadata.tables.values() if table.name != "audit_entries"]:
        for column in table.columns:
            if "JSON" in str(column.type.compile(db.engine.dialect)):
                db.session.execute(text(f"UPDATE {table.name} SET {column.name} = :bad"), {"bad": bad})
    db.session.commit()
    db.session.remove()

    assert faults(signed_in, app, bad) == []


def test_a_job_names_the_fields_that_cannot_be_read(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")
    redis_client.hset("rq:job:one", mapping={"fsp_attempt": "abc", "fsp_arguments": '{"token": "hunter2"'})

    page, response = signed_in.get("/jobs/one").text, signed_in.get("/api/jobs/one")

    assert response.get_json()["undecodable"] == ["fsp_arguments", "fsp_attempt"]
    assert "<code>fsp_arguments</code>, <code>fsp_attempt</code>" in page
    assert "hunter2" not in page + response.text
