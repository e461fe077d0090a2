"""What the overview says of a webhook that answers 500, a model that is down, and a job over its memory limit."""

import json
import re
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.alerts.attempt import Attempt
from fsp.alerts.delivery_log import record_attempt
from fsp.clock import utc_now
from fsp.health.component import Component
from fsp.inspection.worker_report import REPLACED_FOR_MEMORY, ChildEnd, ChildReport, WorkerReport
from fsp.metrics.platform_calls import FAILED, note_call
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import gate_keys, metric_keys, process_keys, rq_keys
from fsp.stores import db
from fsp.writing.paid_request import PLATFORM
from tests.redis_fields import HashFields
from tests.web.overview.faults_made import make_well, watch
from tests.web.overview.test_failing_type import followed
from tests.web.overview.test_pages import first_problem
from tests.worker.claiming import claimed

LIMIT = 512 * 1024 * 1024


def problems(page: str) -> list[str]:
    return re.findall(r' id="problem-([^"]*)', page)


@pytest.fixture
def well(app: Flask, redis_client: redis.Redis) -> redis.Redis:
    make_well(app, redis_client)
    return redis_client


def test_a_webhook_that_answers_500_every_time_is_a_problem_and_does_not_work(
    app: Flask, well: redis.Redis, signed_in: FlaskClient
) -> None:
    settings = app.extensions["fsp_settings"]
    app.extensions["fsp_settings"] = settings.model_copy(update={"alert_webhook_url": "https://hooks.example.org/x"})
    for number in range(3):
        tried = Attempt(DeliveryOutcome.TRY_AGAIN, 1.0, error="It answered 500.")
        record_attempt("webhook", tried, now=utc_now() - timedelta(minutes=9 - number))
    db.session.commit()

    page = signed_in.get("/").text
    row = first_problem(page, "channel-failing:webhook")

    assert problems(page) == ["channel-failing:webhook"]
    assert "Alert channel webhook is failing" in row
    assert "the last 3 attempts failed" in row
    assert "It answered 500." in row
    assert "Send a test" in row
    channel = followed(signed_in, row).split('id="channel-webhook"')[1].split("</tr>")[0]
    assert "failing" in channel
    assert "works" not in channel


def test_a_model_that_is_down_comes_before_the_circuit_it_opened(well: redis.Redis, signed_in: FlaskClient) -> None:
    now = utc_now()
    error = "ServiceUnavailable: The language model's server gave no answer: APIConnectionError."
    enqueue(well, "content-generation", {"item_id": 1}, job_id="draft")
    well.hset(rq_keys.job("draft"), mapping={"status": "scheduled", "fsp_error": error, "fsp_attempt": 1})
    for _ in range(5):
        note_call(well, PLATFORM, outcome=FAILED, seconds=0.1, now=now, job_type="content-generation")
        line = f"{int(now.timestamp() * 1000)}|retried|0.1||draft"
        well.lpush(metric_keys.ring("content-generation"), line)
    until = int(now.timestamp() * 1000) + 60_000
    gate: HashFields = {
        "circuit": "open",
        "why": "5 failures in a row",
        "open_until": until,
        "opened_at": until - 61_000,
    }
    well.hset(gate_keys.gate("content-generation"), mapping=gate)

    page = signed_in.get("/").text
    row = first_problem(page, "platform-failing:language-model").replace("&#39;", "'")

    assert problems(page) == ["platform-failing:language-model", "circuit-open:content-generation"]
    assert "The service language model is down" in row
    assert "all 5 calls in the last 15 minutes failed" in row
    assert error in row
    assert "Pause content-generation" in row
    assert 'id="job-draft"' in followed(signed_in, row)


def report(connection: redis.Redis, *children: ChildReport, ended: tuple[ChildEnd, ...] = ()) -> None:
    now = utc_now()
    worker_report = WorkerReport(
        "alive", "host", 1, "v", now - timedelta(hours=1), 8, 1, children=children, last_ended=ended
    )
    lines = json.dumps(asdict(replace(worker_report, memory_limit_bytes=LIMIT)), default=str)
    connection.set(process_keys.worker("alive"), lines)


def test_a_job_over_its_memory_limit_is_a_problem_while_it_runs(well: redis.Redis, signed_in: FlaskClient) -> None:
    enqueue_many(well, "export-data", [{"project": "a"}, {"project": "b"}])
    heavy, light = claimed(well).job_id, claimed(well).job_id
    for job_id in (heavy, light):
        well.hset(rq_keys.job(job_id), "worker_name", "alive")
    report(
        well,
        ChildReport(10, 60.0, 0, 2 * LIMIT, jobs=(heavy,)),
        ChildReport(11, 60.0, 0, LIMIT, jobs=(light,)),
    )

    page = signed_in.get("/").text
    row = first_problem(page, "memory-over")

    assert problems(page) == [f"memory-over:{heavy}"]
    assert "A process of alive uses 1.1 GB, more than 536.9 MB" in row
    assert "its export-data job uses the memory" in row
    assert f'href="/jobs/{heavy}"' in row
    assert "Cancel job" in row


def test_a_process_that_was_replaced_for_its_memory_is_a_warning_for_half_an_hour(
    well: redis.Redis, signed_in: FlaskClient
) -> None:
    well.hset(metric_keys.COUNTERS, "export-data|low|succeeded", 1)
    well.hset(metric_keys.histogram("export-data"), mapping={"1.0": 1, "peak_bytes": 2 * LIMIT})
    report(well, ended=(ChildEnd(utc_now() - timedelta(minutes=29), 10, REPLACED_FOR_MEMORY),))
    first = signed_in.get("/").text
    report(well, ended=(ChildEnd(utc_now() - timedelta(minutes=31), 10, REPLACED_FOR_MEMORY),))

    assert problems(first) == ["memory-over:alive"]
    assert "export-data jobs used more than that, or they leak memory" in first_problem(first, "memory-over")
    assert "All systems operational." in signed_in.get("/").text


def test_a_full_disk_is_the_one_problem_and_says_how_to_make_room(
    app: Flask, well: redis.Redis, signed_in: FlaskClient
) -> None:
    watch(
        app,
        Component("disk", "unhealthy", "Full.", details={"freeRatio": 0.0, "freeBytes": 0, "isFull": True}),
        Component("redis", "unhealthy", "Redis rejects writes: it cannot save to its disk (MISCONF)."),
    )

    page = signed_in.get("/").text
    row = first_problem(page, "disk-full")

    assert problems(page) == ["disk-full:all"]
    assert "the disk of the data folder has 0 bytes free; Redis rejects writes" in row
    assert "du -xh" in row
    assert 'id="disk-full"' in followed(signed_in, row)


def test_without_a_database_the_answer_says_what_to_do_about_a_full_disk(app: Flask, well: redis.Redis) -> None:
    away = Component("database", "unhealthy", "Away.", details={"cause": "its disk is full"})
    watch(app, away, Component("disk", "unhealthy", "Full.", details={"isFull": True}))
    app.extensions["fsp_health_watch"].read()

    answer = app.test_client().get("/api/jobs", headers={"Authorization": "Bearer fsp_unknown"})

    assert answer.status_code == 503
    assert "The database is down (the disk of the data folder is full: free some space)" in answer.text
    assert "Nothing needs to be done" not in answer.text
