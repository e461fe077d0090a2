"""Batches for programs: requested once, read and cancelled."""

import redis
from flask.testing import FlaskClient

from tests.worker.claiming import claimed

JOBS = [{"type": "export-data", "arguments": {"project": name}} for name in ("a", "b")]
GROUP = {"kind": "group", "jobs": JOBS, "callback": {"type": "generate-report"}, "id": "mine", "name": "nightly"}


def test_a_batch_is_enqueued_once_and_read(program: FlaskClient, redis_client: redis.Redis) -> None:
    first, second = program.post("/api/batches", json=GROUP), program.post("/api/batches", json=GROUP)
    claimed(redis_client)

    shown = program.get("/api/batches/mine").json
    listed = program.get("/api/batches").json

    assert (first.status_code, second.status_code, first.headers["Location"]) == (201, 200, "/api/batches/mine")
    assert shown is not None
    assert listed is not None
    assert (shown["state"], shown["counts"], shown["total"]) == ("running", {"started": 1, "queued": 1}, 2)
    assert (shown["callback"]["type"], shown["callback"]["state"]) == ("generate-report", "deferred")
    assert [(batch["id"], batch["ended"], batch["jobs"]) for batch in listed["batches"]] == [("mine", 0, 3)]


def test_what_is_wrong_is_refused(program: FlaskClient) -> None:
    program.post("/api/batches", json=GROUP)

    other = program.post("/api/batches", json=GROUP | {"name": "nightly", "jobs": JOBS[:1]})
    unfit = program.post("/api/batches", json={"kind": "chain", "jobs": [{"type": "export-data"}]})
    unknown = program.post("/api/batches", json={"kind": "chain", "jobs": [{"type": "nothing"}]})

    assert [answer.status_code for answer in (other, unfit, unknown)] == [409, 422, 422]
    assert program.get("/api/batches/none").status_code == 404


def test_a_batch_is_cancelled(program: FlaskClient) -> None:
    program.post("/api/batches", json=GROUP)

    cancelled = program.post("/api/batches/mine/cancel")

    assert cancelled.json == {"cancelled": 3, "stopping": 0}
    assert program.post("/api/batches/mine/cancel").status_code == 409
    assert program.post("/api/batches/none/cancel").status_code == 404
