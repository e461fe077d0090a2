"""A job run again and moved, by a program."""

import redis
from flask.testing import FlaskClient

from fsp.queueing.enqueue import enqueue
from tests.export_arguments import export_arguments
from tests.worker.claiming import claimed
from tests.worker.stepped import STEPS, stepped
from tests.worker.stepping import run_steps


def test_a_job_is_run_again_with_other_arguments(program: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="old")

    new = program.post("/api/jobs/old/again", json={"arguments": {"project": "attic"}})
    wrong = program.post("/api/jobs/old/again", json={"arguments": {"project": 1}})

    assert new.status_code == 201
    assert new.json is not None
    assert (new.json["arguments"], "parent:old" in new.json["labels"]) == (export_arguments("attic"), True)
    assert (wrong.status_code, program.post("/api/jobs/none/again", json={}).status_code) == (422, 404)


def test_a_waiting_job_is_moved(program: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")

    moved = program.post("/api/jobs/one/move", json={"to": "high"}).json

    assert moved is not None
    assert moved["queue"] == "high"
    assert program.post("/api/jobs/one/move", json={"to": "top"}).status_code == 422


def test_a_job_is_run_again_from_a_step(program: FlaskClient, redis_client: redis.Redis) -> None:
    stepped(redis_client)

    shown = program.get("/api/jobs/old").json
    new = program.post("/api/jobs/old/again", json={"fromStep": "two"})
    both = program.post("/api/jobs/old/again", json={"fromStep": "two", "arguments": {}})

    assert shown is not None
    assert [(step["name"], step["state"]) for step in shown["durableSteps"]][:1] == [("one", "completed")]
    assert (new.status_code, new.json is not None and new.json["arguments"]) == (201, export_arguments("garden"))
    assert (both.status_code, program.post("/api/jobs/old/again", json={"fromStep": "x"}).status_code) == (422, 404)
    assert run_steps(redis_client, claimed(redis_client), STEPS) == ["two", "three"]
