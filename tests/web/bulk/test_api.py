"""Bulk actions by programs: count, start with the count, undo, and read what became of each."""

import redis
from flask.testing import FlaskClient

from fsp.bulk.run import run_operation
from fsp.queueing.enqueue import enqueue
from tests.dead_letters.burying import buried_row


def test_jobs_are_counted_started_and_told_of(program: FlaskClient, redis_client: redis.Redis) -> None:
    for number in range(3):
        enqueue(redis_client, "export-data", {"project": "x"}, job_id=f"job-{number}", tags=["a"])

    counted = program.post("/api/bulk", json={"action": "cancel", "q": "tag:a"})
    assert counted.json is not None
    place = counted.headers["Location"]
    wrong = program.post(f"{place}/start", json={"confirm": 2})
    started = program.post(f"{place}/start", json={"confirm": 3}).json
    run_operation(redis_client, counted.json["id"])
    document = program.get(place).json

    assert (counted.status_code, counted.json["total"], counted.json["state"]) == (201, 3, "prepared")
    assert wrong.status_code == 422
    assert started is not None
    assert started["state"] == "starting"
    assert document is not None
    assert (document["state"], document["outcomes"]) == ("done", {"done": {"": 3}})
    assert program.post(f"{place}/undo").status_code == 409


def test_dead_letters_are_replayed_at_a_pace(program: FlaskClient, redis_client: redis.Redis) -> None:
    for number in range(3):
        buried_row(number)

    asked = {"subject": "dead-letters", "action": "replay", "type": "export-data", "text": "row 1", "perMinute": 60}
    counted = program.post("/api/bulk", json=asked).json
    wrong = program.post("/api/bulk", json=asked | {"action": "cancel"})
    none = program.post("/api/bulk", json=asked | {"action": "restore"})
    assert counted is not None
    uncounted = program.post(f"/api/bulk/{counted['id']}/start", json={"confirm": 2})
    program.post(f"/api/bulk/{counted['id']}/start", json={"confirm": 1})
    run_operation(redis_client, counted["id"])
    (operation,) = program.get("/api/bulk").json["operations"]  # type: ignore[index]

    assert (counted["subject"], counted["total"], counted["perMinute"]) == ("dead-letters", 1, 60)
    assert (wrong.status_code, none.status_code, uncounted.status_code) == (422, 422, 422)
    assert (operation["state"], operation["outcomes"]) == ("done", {"done": {"": 1}})


def test_named_jobs_are_undone(program: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "x"}, job_id="one")
    place = program.post("/api/bulk", json={"action": "front", "jobs": ["one"]}).headers["Location"]

    undone = program.post(f"{place}/undo").json

    assert undone is not None
    assert undone["state"] == "undone"
    assert program.post(f"{place}/abort").status_code == 409
    assert program.get("/api/bulk/none").status_code == 404
