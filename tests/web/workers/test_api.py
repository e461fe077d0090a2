"""Workers in the API: listed and drained."""

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from tests.inspection.reports import tell


def test_workers_are_listed_with_what_they_use(program: FlaskClient, redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=utc_now())

    told = program.get("/api/workers").json

    assert told is not None
    (found,) = told["workers"]
    assert (found["name"], found["state"], found["memoryBytes"], found["cpuShare"]) == ("one", "running", 80e6, 0.25)
    assert found["children"][0]["jobsDone"] == 5
    assert found["leftAt"] is None


def test_a_worker_and_a_host_are_drained(program: FlaskClient, redis_client: redis.Redis) -> None:
    for name in ("one", "two"):
        tell(redis_client, name, now=utc_now())

    one = program.post("/api/workers/one/drain").json
    both = program.post("/api/hosts/host-1/drain").json
    told = program.get("/api/workers").json

    assert one == {"workers": ["one"], "areRestarted": False}
    assert both is not None
    assert both["workers"] == ["one", "two"]
    assert told is not None
    assert {found["drainedBy"] for found in told["workers"]} == {"robot"}


def test_who_is_not_there_cannot_be_drained(program: FlaskClient) -> None:
    assert program.post("/api/workers/none/drain").status_code == 404
    assert program.post("/api/hosts/none/drain").status_code == 404
