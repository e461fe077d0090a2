"""Workers in the API: listed and drained."""

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from tests.inspection.reports import tell


def test_workers_are_listed_with_what_they_use(program: FlaskClient, redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=utc_now())

    document = program.get("/api/workers").json

    assert document is not None
    (worker,) = document["workers"]
    assert (worker["name"], worker["state"], worker["memoryBytes"], worker["cpuShare"]) == (
        "one",
        "running",
        80e6,
        0.25,
    )
    assert worker["children"][0]["jobsDone"] == 5
    assert worker["leftAt"] is None


def test_a_worker_and_a_host_are_drained(program: FlaskClient, redis_client: redis.Redis) -> None:
    for name in ("one", "two"):
        tell(redis_client, name, now=utc_now())

    document = program.post("/api/workers/one/drain").json
    both = program.post("/api/hosts/host-1/drain").json
    workers = program.get("/api/workers").json

    assert document == {"workers": ["one"], "areRestarted": False}
    assert both is not None
    assert both["workers"] == ["one", "two"]
    assert workers is not None
    assert {worker["drainedBy"] for worker in workers["workers"]} == {"robot"}


def test_who_is_not_there_cannot_be_drained(program: FlaskClient) -> None:
    assert program.post("/api/workers/none/drain").status_code == 404
    assert program.post("/api/hosts/none/drain").status_code == 404
