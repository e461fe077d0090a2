"""Job types: an operator sees why nothing runs, and what to do."""

import redis
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.gates.gate import read_gates, slots_of
from fsp.gates.pauses import read_queue_pauses
from fsp.history.entry import number_at
from fsp.inspection.one_job import read_job
from fsp.models.audit_entry import AuditEntry
from fsp.models.job_history import JobHistory
from fsp.models.job_request import JobRequest
from fsp.redis_ops import gate_keys, rq_keys
from fsp.stores import db
from tests.export_arguments import export_arguments
from tests.redis_fields import HashFields
from tests.web.forms import send
from tests.web.rows import rows


def test_a_type_is_paused_with_a_reason_and_resumed(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    send(signed_in, "/job-types/export-data/pause", reason="disk is full", minutes="30")
    page = signed_in.get("/job-types").text
    paused = {gate.job_type: gate.pause for gate in read_gates(redis_client, utc_now())}["export-data"]
    send(signed_in, "/job-types/export-data/resume")

    assert "paused by admin" in page
    assert "disk is full" in page
    assert paused is not None
    assert paused.until is not None
    assert {gate.pause for gate in read_gates(redis_client, utc_now())} == {None}


def test_a_queue_is_paused_and_resumed(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    send(signed_in, "/queues/low/pause")
    paused = read_queue_pauses(redis_client, utc_now())
    send(signed_in, "/queues/low/resume")

    assert list(paused) == ["low"]
    assert read_queue_pauses(redis_client, utc_now()) == {}


def test_an_open_circuit_is_on_the_first_screen_and_closed_by_hand(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    until = (utc_now().timestamp() + 60) * 1000
    gate: HashFields = {"circuit": "open", "open_until": int(until), "why": "5 failures in a row"}
    redis_client.hset(gate_keys.gate("export-data"), mapping=gate)

    first_screen, page = signed_in.get("/").text, signed_in.get("/job-types").text
    send(signed_in, "/job-types/export-data/close-circuit")

    assert "export-data is open (5 failures in a row)" in first_screen
    assert "5 failures in a row" in page
    assert "5 failures in a row" not in signed_in.get("/job-types").text


def test_what_there_is_not_is_refused(signed_in: FlaskClient) -> None:
    assert send(signed_in, "/job-types/none/pause").status_code == 404
    assert send(signed_in, "/queues/none/pause").status_code == 404
    assert send(signed_in, "/job-types/export-data/pause", minutes="soon").status_code == 422


def test_a_limit_is_changed_and_reset_and_both_are_written_down(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    send(signed_in, "/job-types/export-data/limit", limit="8", reason="quiet night")
    changed = slots_of(redis_client, "export-data", utc_now())
    send(signed_in, "/job-types/export-data/reset-limit")

    entries = rows(select(AuditEntry).where(AuditEntry.outcome == "done", AuditEntry.target == "job type export-data"))
    assert changed == 8
    assert slots_of(redis_client, "export-data", utc_now()) == 3
    assert [(entry.before, entry.after) for entry in entries] == [
        ({"limit": 3}, {"limit": 8}),
        ({"limit": 8}, {"limit": 3}),
    ]
    assert send(signed_in, "/job-types/export-data/limit", limit="0").status_code == 422
    assert send(signed_in, "/job-types/none/limit", limit="1").status_code == 404


def test_one_type_shows_its_rules_its_slots_and_its_failures(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    now = utc_now()
    redis_client.hset(rq_keys.job("runs"), mapping={"worker_name": "w", "status": "started", "fsp_type": "export-data"})
    redis_client.zadd(gate_keys.slots("export-data"), {"runs": 1})
    failed = {"state": "failed", "outcome": "failed", "queue": "low", "attempt": 4, "ended_at": now}
    reported = {
        "error_class": "OSError",
        "error_message": "the disk is full",
        "arguments": {},
        "labels": [],
        "cost": {},
    }
    db.session.add(JobHistory(id=number_at(now), job_id="died", job_type="export-data", **failed, **reported))
    db.session.commit()

    page = " ".join(signed_in.get("/job-types/export-data?range=7d").text.split())

    assert "3: after 2.5 s to 5 s, 5 s to 10 s, 10 s to 20 s" in page
    assert "on w," in page
    assert "OSError: the disk is full" in page
    assert signed_in.get("/job-types/none").status_code == 404


def test_a_job_is_enqueued_by_hand(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    answer = send(signed_in, "/job-types/export-data/enqueue", **{"argument-project": "garden"})

    job_id = answer.headers["Location"].rsplit("/", 1)[1]
    job = read_job(redis_client, job_id)
    assert (answer.status_code, job.job_type, job.arguments) == (303, "export-data", export_arguments("garden"))
    (request,) = rows(select(JobRequest).where(JobRequest.job_id == job_id))
    assert request.requested_by == "admin"


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(signed_in: FlaskClient) -> None:
    typed = send(signed_in, "/job-types/content-generation/enqueue", **{"argument-item_id": "the first"})
    empty = send(signed_in, "/job-types/content-generation/enqueue")

    assert (typed.status_code, empty.status_code) == (422, 422)
    assert 'value="the first"' in typed.text
    assert "should be a valid integer" in typed.text
    assert 'aria-describedby="fault-item_id"' in typed.text
    assert "✗ field required" in empty.text
