"""A job run again and moved, by a program."""

import redis
from flask.testing import FlaskClient

from fsp.queueing.enqueue import enqueue


def test_a_job_is_run_again_with_other_arguments(program: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="old")

    new = program.post("/api/jobs/old/again", json={"arguments": {"project": "attic"}})
    wrong = program.post("/api/jobs/old/again", json={"arguments": {"project": 1}})

    assert new.status_code == 201
    assert new.json is not None
    assert (new.json["arguments"], "parent:old" in new.json["labels"]) == ({"project": "attic"}, True)
    assert (wrong.status_code, program.post("/api/jobs/none/again", json={}).status_code) == (422, 404)


def test_a_waiting_job_is_moved(program: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")

    moved = program.post("/api/jobs/one/move", json={"to": "high"}).json

    assert moved is not None
    assert moved["queue"] == "high"
    assert program.post("/api/jobs/one/move", json={"to": "top"}).status_code == 422
