"""Duplicates and late endings in the API, on the page and in what Prometheus reads."""

import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from fsp.worker.claim import reap
from tests.worker.claiming import claimed, end


def ask_twice_and_end_too_late(connection: redis.Redis) -> None:
    for job_id in ("one", "two"):
        enqueue(connection, "export-data", {"project": "garden"}, job_id=job_id, idempotency_key="k")
    claim = claimed(connection)
    connection.zadd(keys.LEASES, {"one": 1})
    reap(connection)
    end(connection, claim, "success")


def test_both_are_listed_by_job(program: FlaskClient, app: Flask) -> None:
    ask_twice_and_end_too_late(app.extensions["fsp_redis"])

    duplicates = program.get("/api/duplicates?jobId=two").get_json()["duplicates"]
    endings = program.get("/api/stale-endings?jobId=one&limit=1").get_json()["staleEndings"]

    assert [(duplicate["jobId"], duplicate["duplicateId"], duplicate["answer"]) for duplicate in duplicates] == [
        ("one", "two", "first_kept")
    ]
    assert [(duplicate["jobId"], duplicate["outcome"], duplicate["result"]) for duplicate in endings] == [
        ("one", "succeeded", None)
    ]


def test_the_page_of_the_job_tells_them(signed_in: FlaskClient, app: Flask) -> None:
    ask_twice_and_end_too_late(app.extensions["fsp_redis"])

    page = signed_in.get("/jobs/one").text

    assert "Duplicate requests" in page
    assert "Late results" in page


def test_they_are_counted_by_type(program: FlaskClient, app: Flask) -> None:
    ask_twice_and_end_too_late(app.extensions["fsp_redis"])

    data = program.get("/api/metrics?format=prometheus").get_data(as_text=True)

    assert 'fsp_job_deduplicated_total{job_type="export-data"} 1.0' in data
    assert "fsp_fenced_total 1.0" in data
