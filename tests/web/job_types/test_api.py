"""Gates in the API: paused, resumed, closed."""

import pytest
import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.gates.gate import slots_of
from fsp.gates.pauses import read_queue_pauses
from fsp.redis_ops import gate_keys
from tests.inspection.reports import tell

ACTIONS = {
    "/api/job-types/export-data/gate": "/api/job-types/export-data/pause",
    "/api/queues/low": "/api/queues/low/pause",
    "/api/workers/one": "/api/workers/one/drain",
}
"""Where a state is read, and an action on it."""


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
    redis_client.hset(gate_keys.gate("export-data"), mapping={"circuit": "open", "open_until": until, "why": "w"})

    before = program.get("/api/job-types/export-data/gate").json
    after = program.post("/api/job-types/export-data/close-circuit").json

    assert before is not None
    assert after is not None
    assert (before["circuit"], before["why"], after["circuit"]) == ("open", "w", "closed")


def test_what_there_is_not_is_refused(program: FlaskClient) -> None:
    assert program.post("/api/job-types/none/pause", json={}).status_code == 404
    assert program.post("/api/queues/none/pause", json={}).status_code == 404
    assert program.post("/api/queues/low/pause", json={"minutes": 0}).status_code == 422


def test_a_limit_is_set_and_reset(program: FlaskClient) -> None:
    changed = program.post("/api/job-types/export-data/limit", json={"limit": 9, "reason": "quiet night"}).json
    reset = program.post("/api/job-types/export-data/reset-limit").json

    assert changed is not None
    assert reset is not None
    assert (changed["slots"], changed["slotsInCode"], changed["limitSetBy"]) == (9, 3, "robot")
    assert (reset["slots"], reset["limitSetBy"]) == (3, None)
    assert program.post("/api/job-types/export-data/limit", json={"limit": 0}).status_code == 422
    assert program.post("/api/job-types/none/limit", json={"limit": 1}).status_code == 404


def test_a_program_says_which_state_it_means(program: FlaskClient, redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=utc_now())
    tags = {path: program.get(path).headers["ETag"] for path in ACTIONS}
    first = [program.post(ACTIONS[path], json={}, headers={"If-Match": tags[path]}) for path in ACTIONS]

    second = [program.post(ACTIONS[path], json={}, headers={"If-Match": tags[path]}) for path in ACTIONS]

    assert [answer.status_code for answer in first] == [200, 200, 200]
    assert [answer.status_code for answer in second] == [412, 412, 412]
    assert "by robot at" in str(second[0].json)
    assert first[0].headers["ETag"] == program.get("/api/job-types/export-data/gate").headers["ETag"]
    assert program.post("/api/queues/low/resume", headers={"If-Match": "*"}).status_code == 200


def test_a_queue_is_read_with_what_it_holds_and_who_paused_it(program: FlaskClient, redis_client: redis.Redis) -> None:
    program.post("/api/queues/low/pause", json={"reason": "a fix"})

    low = program.get("/api/queues/low").json
    document = program.get("/api/queues").json

    assert low is not None
    assert document is not None
    assert (low["isPaused"], low["pausedBy"], low["pausedReason"]) == (True, "robot", "a fix")
    assert [queue["name"] for queue in document["queues"]] == ["high", "medium", "low"]
    assert document["queues"][2] == low
    assert program.get("/api/queues/none").status_code == 404


def test_an_api_action_without_a_tag_is_done(program: FlaskClient, redis_client: redis.Redis) -> None:
    program.post("/api/job-types/export-data/limit", json={"limit": 8})

    answer = program.post("/api/job-types/export-data/limit", json={"limit": 9})

    assert answer.status_code == 200
    assert slots_of(redis_client, "export-data", utc_now()) == 9


@pytest.mark.parametrize("body", [{"minutes": 10**12}, {"minutes": -1}, {"minutes": 1.5}, {"minutes": "soon"}])
def test_how_long_it_lasts_is_a_whole_number_of_minutes_within_ten_years(
    program: FlaskClient, body: dict[str, object]
) -> None:
    answer = program.post("/api/queues/low/pause", json=body)

    assert answer.status_code == 422
    assert "minutes" in answer.json["detail"]  # type: ignore[index]
