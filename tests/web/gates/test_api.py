"""Gates in the API: listed, read, limited, paused and closed, by name."""

from typing import Any

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.gates.keyed import read_keyed_gate
from fsp.redis_ops import gate_keys


def test_a_gate_is_limited_paused_and_listed(program: FlaskClient, redis_client: redis.Redis) -> None:
    limited = program.post("/api/gates/warehouse:12/limit", json={"limit": 2, "reason": "slow"}).json
    paused = program.post("/api/gates/warehouse:12/pause", json={"reason": "move", "minutes": 5}).json
    listed = program.get("/api/gates").json

    assert limited is not None
    assert paused is not None
    assert listed is not None
    assert (limited["name"], limited["limit"], limited["slotsInCode"], limited["limitSetBy"]) == (
        *("warehouse:12", 2, None),
        "robot",
    )
    assert (paused["isPaused"], paused["limit"], paused["slots"]) == (True, 0, 2)
    assert [gate["name"] for gate in listed["gates"]] == ["warehouse:12"]


def test_what_was_changed_is_undone(program: FlaskClient, redis_client: redis.Redis) -> None:
    redis_client.hset(gate_keys.gate("|warehouse:12"), mapping={"circuit": "open", "open_until": 9e12, "why": "down"})
    for action, body in (("limit", {"limit": 2}), ("pause", {})):
        program.post(f"/api/gates/warehouse:12/{action}", json=body)

    answers = [program.post(f"/api/gates/warehouse:12/{undo}") for undo in ("resume", "reset-limit", "close-circuit")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    gate = read_keyed_gate(redis_client, "|warehouse:12", utc_now())
    assert (gate.pause, gate.override, gate.limit, gate.circuit) == (None, None, None, "closed")


def test_a_rate_is_set_used_and_reset(program: FlaskClient, redis_client: redis.Redis) -> None:
    rated = program.post("/api/gates/warehouse:12/rate", json={"units": 5, "seconds": 60, "reason": "new"}).json
    redis_client.zadd(gate_keys.slots("|warehouse:12"), {"a": 3, "b": 2})
    used = program.get("/api/gates/warehouse:12").json
    reset = program.post("/api/gates/warehouse:12/reset-rate").json

    assert rated is not None
    assert used is not None
    assert reset is not None
    assert (rated["rate"], rated["rateUsed"], rated["rateSetBy"]) == ({"units": 5, "seconds": 60.0}, 0, "robot")
    assert (used["rateUsed"], used["running"], used["rateOpensAt"]) == (5, 2, None)
    assert (reset["rate"], reset["rateSetBy"]) == (None, None)
    assert program.post("/api/gates/warehouse:12/rate", json={"units": 0, "seconds": 60}).status_code == 422


def test_a_circuit_is_set_and_reset(program: FlaskClient) -> None:
    body = {"failures": 2, "openSeconds": 300, "reason": "a slow server"}
    changed: Any = program.post("/api/gates/destination:12/circuit", json=body).json
    reset: Any = program.post("/api/gates/destination:12/reset-circuit").json

    in_code = {"failures": 5, "openSeconds": 60, "firstOpenSeconds": 5}
    assert changed["circuitRules"] == {"failures": 2, "openSeconds": 300, "firstOpenSeconds": None}
    assert (changed["circuitRulesInCode"], changed["circuitSetBy"]) == (in_code, "robot")
    assert (reset["circuitRules"], reset["circuitSetBy"]) == (in_code, None)
    assert program.post("/api/gates/destination:12/circuit", json={**body, "failures": 0}).status_code == 422
    assert "no circuit breaker" in program.post("/api/gates/warehouse:12/circuit", json=body).text


def test_a_weight_is_set(program: FlaskClient) -> None:
    changed = program.post("/api/gates/project:7/weight", json={"weight": 2.5}).json

    assert changed is not None
    assert changed["weight"] == 2.5
    assert program.post("/api/gates/project:7/weight", json={"weight": 0}).status_code == 422


def test_the_gate_of_a_job_type_is_one_of_them(program: FlaskClient) -> None:
    gate = program.get("/api/gates/type:export-data").json

    assert gate is not None
    assert (gate["name"], gate["limit"], gate["slotsInCode"]) == ("type:export-data", 3, 3)


def test_what_names_no_gate_is_refused(program: FlaskClient) -> None:
    assert program.get("/api/gates/nonsense").status_code == 404
    assert program.get("/api/gates/type:none").status_code == 404
    assert program.post("/api/gates/warehouse:12/limit", json={"limit": 0}).status_code == 422
