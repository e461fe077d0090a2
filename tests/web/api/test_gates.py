"""Gates in the API: paused, resumed, closed."""

import redis
from flask.testing import FlaskClient

from fsp.admission.gates import read_queue_pauses
from fsp.clock import utc_now
from fsp.redis_ops import keys


def test_a_type_is_paused_and_resumed(program: FlaskClient) -> None:
    paused = program.post("/api/job-types/export-data/pause", json={"reason": "deploy", "minutes": 5}).json
    resumed = program.post("/api/job-types/export-data/resume").json

    assert paused is not None
    assert resumed is not None
    assert (paused["isPaused"], paused["pausedBy"], paused["limit"]) == (True, "robot", 0)
    assert paused["pausedUntil"] is not None
    assert (resumed["isPaused"], resumed["limit"]) == (False, 3)


def test_a_queue_is_paused_and_resumed(program: FlaskClient, redis_client: redis.Redis) -> None:
    program.post("/api/queues/low/pause", json={})
    paused = list(read_queue_pauses(redis_client, utc_now()))
    program.post("/api/queues/low/resume")

    assert paused == ["low"]
    assert read_queue_pauses(redis_client, utc_now()) == {}


def test_a_circuit_is_read_and_closed(program: FlaskClient, redis_client: redis.Redis) -> None:
    until = int((utc_now().timestamp() + 60) * 1000)
    redis_client.hset(keys.gate("export-data"), mapping={"circuit": "open", "open_until": until, "why": "w"})

    before = program.get("/api/job-types/export-data/gate").json
    after = program.post("/api/job-types/export-data/close-circuit").json

    assert before is not None
    assert after is not None
    assert (before["circuit"], before["why"], after["circuit"]) == ("open", "w", "closed")


def test_what_there_is_not_is_refused(program: FlaskClient) -> None:
    assert program.post("/api/job-types/none/pause", json={}).status_code == 422
    assert program.post("/api/queues/none/pause", json={}).status_code == 422
    assert program.post("/api/queues/low/pause", json={"minutes": 0}).status_code == 422


def test_a_limit_is_set_and_reset(program: FlaskClient) -> None:
    changed = program.post("/api/job-types/export-data/limit", json={"limit": 9, "reason": "quiet night"}).json
    reset = program.post("/api/job-types/export-data/reset-limit").json

    assert changed is not None
    assert reset is not None
    assert (changed["slots"], changed["slotsInCode"], changed["limitSetBy"]) == (9, 3, "robot")
    assert (reset["slots"], reset["limitSetBy"]) == (3, None)
    assert program.post("/api/job-types/export-data/limit", json={"limit": 0}).status_code == 422
    assert program.post("/api/job-types/none/limit", json={"limit": 1}).status_code == 422
