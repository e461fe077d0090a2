"""`GET /api/health`: the code for machines, the words for people."""

from flask.testing import FlaskClient


def test_without_workers_it_is_unhealthy_and_says_why(program: FlaskClient) -> None:
    answer = program.get("/api/health")

    assert answer.status_code == 503
    assert answer.json is not None
    found = {part["name"]: part["status"] for part in answer.json["components"]}
    assert found == {
        "database": "healthy",
        "redis": "healthy",
        "workers": "unhealthy",
        "scheduler": "degraded",
        "circuits": "healthy",
    }
    assert answer.json["summary"] == {"healthy": 3, "degraded": 1, "unhealthy": 1}
    assert answer.json["uptimeSeconds"] >= 0


def test_quick_is_open_and_says_no_more_than_the_status(client: FlaskClient) -> None:
    answer = client.get("/api/health?quick=true")

    assert (answer.status_code, answer.json) == (200, {"status": "healthy"})
    assert client.get("/api/health?quick=false").status_code == 401
