"""Health: the code for machines, the words for people, the status alone for strangers."""

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.app import create_app
from fsp.clock import utc_now
from fsp.health.component import Component
from fsp.health.watch import Check, Watch
from fsp.paths import valkey_folder
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import process_keys
from fsp.settings import Settings
from fsp.web.access import guard
from fsp.web.health import api as health_api
from tests.inspection.reports import tell
from tests.web.response_json import json_of
from tests.worker.claiming import claimed, end

PARTS = [
    "database",
    "schema",
    "redis",
    "workers",
    "scheduler",
    "circuits",
    "jobs",
    "platforms",
    "answers",
    "schedules",
    "alerts",
    "redis-settings",
    "clock",
    "disk",
    "memory",
]


def test_without_workers_it_is_unhealthy_and_says_why(program: FlaskClient) -> None:
    answer = program.get("/api/health")

    assert answer.status_code == 503
    assert answer.json is not None
    results = {part["name"]: part["status"] for part in json_of(answer)["components"]}
    assert list(results) == PARTS
    assert (results["workers"], results["database"], results["scheduler"]) == ("unhealthy", "healthy", "degraded")
    assert sum(answer.json["summary"].values()) == len(PARTS)
    assert answer.json["uptimeSeconds"] >= 0


@pytest.mark.parametrize("path", ["/api/health?quick=true", "/api/health/live"])
def test_liveness_asks_nothing_of_anybody(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.json) == (200, {"status": "healthy"})


@pytest.mark.parametrize("path", ["/api/health?quick=true", "/api/health/live", "/api/health/ready"])
def test_a_process_that_is_being_stopped_says_so(
    client: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_api, "is_stopping", lambda: True)

    answer = client.get(path)

    assert (answer.status_code, answer.json) == (503, {"status": "unhealthy", "reason": "stopping"})


def test_the_quick_answer_tells_what_was_seen_last_and_how_old_that_is(client: FlaskClient, app: Flask) -> None:
    app.extensions["fsp_health_watch"].read()
    app.extensions["fsp_redis"] = app.extensions["sqlalchemy"] = None

    answer = client.get("/api/health?quick=true", headers={"Authorization": "Bearer fsp_of-somebody"})

    assert answer.status_code == 200
    assert answer.json is not None
    assert [part["name"] for part in json_of(answer)["components"]] == PARTS
    assert all(set(part) == {"name", "status", "ageSeconds"} for part in json_of(answer)["components"])


@pytest.mark.parametrize("status", ["degraded", "unhealthy", "unknown"])
@pytest.mark.parametrize("path", ["/api/health?quick=true", "/api/health/live"])
def test_the_quick_status_is_that_of_its_worst_component(
    client: FlaskClient, app: Flask, path: str, status: str
) -> None:
    clock = iter([0.0, 0.0, 59.0, 61.0, 61.0])
    parts = {"database": "healthy", "disk": status}
    checks = {
        name: Check(lambda name=name, state=state: Component(name, state, "Words."), 60.0)  # type: ignore[misc]
        for name, state in parts.items()
    }
    app.extensions["fsp_health_watch"] = watch = Watch(checks, monotonic=lambda: next(clock))
    watch.read()

    recent, old = client.get(path), client.get(path)

    assert (recent.status_code, old.status_code) == (200, 200)
    assert recent.get_json()["status"] == ("healthy" if status == "unknown" else status)
    assert [part["status"] for part in recent.get_json()["components"]] == ["healthy", status]
    assert old.get_json()["status"] == "healthy"
    assert [part["status"] for part in old.get_json()["components"]] == ["unknown", "unknown"]


def test_without_a_database_even_those_with_a_token_get_the_status_alone(
    program: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look() -> Component:
        raise TimeoutError

    monkeypatch.setattr(guard, "account_of_token", lambda _: 1 / 0)
    app.extensions["fsp_health_watch"] = Watch({"database": Check(look, 1)})

    answer = program.get("/api/health")

    assert (answer.status_code, answer.json) == (503, {"status": "unhealthy"})


def test_strangers_get_the_status_alone(client: FlaskClient) -> None:
    whole, ready = client.get("/api/health"), client.get("/api/health/ready")

    assert (whole.status_code, whole.json) == (503, {"status": "unhealthy"})
    assert (ready.status_code, ready.json) == (200, {"status": "healthy"})


@pytest.mark.parametrize("part", ["database", "redis", "jobs", "platforms"])
def test_a_part_is_read_by_itself(program: FlaskClient, part: str) -> None:
    answer = program.get(f"/api/health/{part}")

    assert answer.status_code == 200
    assert [component["name"] for component in json_of(answer)["components"]] == [part]


def test_an_unknown_part_is_not_found(program: FlaskClient) -> None:
    assert program.get("/api/health/weather").status_code == 404


def test_half_of_the_jobs_failing_is_told_at_once(program: FlaskClient, redis_client: redis.Redis) -> None:
    for action in ["dead"] * 5 + ["success"] * 5:
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), action)

    answer = program.get("/api/health/jobs")

    assert answer.status_code == 503
    assert "5 of 10 jobs failed" in json_of(answer)["components"][0]["message"]


def test_health_json_is_given_when_asked_for(program: FlaskClient, redis_client: redis.Redis) -> None:
    redis_client.set(process_keys.heartbeat("scheduler"), utc_now().timestamp())
    tell(redis_client, "w", now=utc_now())

    answer = program.get("/api/health", headers={"Accept": "application/health+json"})

    assert answer.mimetype == "application/health+json"
    assert answer.get_json(force=True)["checks"]["database:status"][0]["observedUnit"] == "ms"
    assert answer.get_json(force=True)["checks"]["workers:status"][0]["status"] == "pass"


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/html,*/*;q=0.8", "application/json"),
        ("text/html", "application/json"),
        ("application/json", "application/json"),
        ("application/health+json, application/json", "application/json"),
        ("application/json;q=0.5, application/health+json", "application/health+json"),
    ],
)
def test_the_draft_is_given_to_who_prefers_it_alone(program: FlaskClient, accept: str, mimetype: str) -> None:
    answer = program.get("/api/health", headers={"Accept": accept})

    assert answer.mimetype == mimetype
    word = "unhealthy" if mimetype == "application/json" else "fail"
    assert answer.get_json(force=True)["status"] == word


def test_a_degraded_part_is_200_and_an_absent_redis_503(app: Flask, settings: Settings) -> None:
    parts = [Component("database", "healthy", ""), Component("disk", "degraded", "")]
    app.extensions["fsp_health_watch"] = Watch({part.name: Check(lambda part=part: part, 60.0) for part in parts})  # type: ignore[misc]
    degraded = app.test_client().get("/api/health")
    lost = create_app(settings.model_copy(update={"redis_url": "redis://127.0.0.1:1"}))
    absent = lost.test_client().get("/api/health")

    assert (degraded.status_code, degraded.json) == (200, {"status": "degraded"})
    assert (absent.status_code, absent.json) == (503, {"status": "unhealthy"})


def test_the_health_of_jobs_tells_how_schedules_fare_and_is_not_judged_by_them(
    program: FlaskClient, app: Flask
) -> None:
    late = Component("schedules", "degraded", "late", details={"clean-up": {"lastSuccess": None}})
    parts = {"jobs": Component("jobs", "healthy", "fine", details={"n": 0}), "schedules": late}
    checks = {name: Check(lambda part=part: part, 60.0) for name, part in parts.items()}  # type: ignore[misc]
    app.extensions["fsp_health_watch"] = Watch(checks)

    answer = program.get("/api/health/jobs")

    assert answer.json is not None
    assert (answer.status_code, answer.json["status"]) == (200, "healthy")
    assert json_of(answer)["components"][0]["details"] == {"n": 0, "schedules": {"clean-up": {"lastSuccess": None}}}


def test_a_redis_that_was_never_configured_is_not_missing_and_a_bundled_one_that_stopped_is(
    app: Flask, settings: Settings
) -> None:
    never = create_app(settings.model_copy(update={"redis_url": None})).test_client().get("/api/health/redis")
    valkey_folder(settings).mkdir()
    stopped = create_app(settings.model_copy(update={"redis_url": None})).test_client().get("/api/health/redis")

    assert (never.status_code, never.json) == (200, {"status": "healthy"})
    assert (stopped.status_code, stopped.json) == (503, {"status": "unhealthy"})
