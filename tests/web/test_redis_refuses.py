"""With a Redis that answers and takes no writes the pages come, and every surface names the real error."""

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.alerts.collect import collect_for_alerts
from fsp.cli.absence import words_for
from fsp.clock import utc_now
from fsp.conditions.rules.redis_down import REDIS_DOWN
from fsp.health.stores import check_redis
from fsp.stores import current_redis
from tests.refusing import CODES, refusing
from tests.web.forms import SAME_ORIGIN
from tests.web.response_json import json_of

PAGES = ("/", "/jobs", "/job-types", "/schedules", "/dead-letters", "/alerts", "/performance", "/workers", "/projects")


@pytest.mark.parametrize("code", CODES)
def test_health_fails_and_names_the_error(
    app: Flask, client: FlaskClient, token: str, redis_client: redis.Redis, code: str
) -> None:
    with refusing(redis_client, code):
        response = client.get("/api/health", headers={"Authorization": f"Bearer {token}"})
        ready = client.get("/api/health/ready")

    (part,) = [part for part in json_of(response)["components"] if part["name"] == "redis"]
    assert (response.status_code, ready.status_code, part["status"]) == (503, 503, "unhealthy")
    assert f"({code} " in part["message"]
    assert part["details"]["code"] == code


@pytest.mark.parametrize("code", CODES)
def test_pages_come_and_the_overview_names_the_error(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, code: str
) -> None:
    with refusing(redis_client, code):
        answers = {page: signed_in.get(page) for page in PAGES}

    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(PAGES, 200)
    assert f"({code} " in answers["/"].text


@pytest.mark.parametrize("code", ["READONLY", "NOREPLICAS", "MISCONF"])
def test_an_action_is_refused_with_the_error(
    app: Flask, client: FlaskClient, token: str, redis_client: redis.Redis, code: str
) -> None:
    with refusing(redis_client, code):
        answer = client.post(
            "/api/jobs",
            json={"type": "export-data", "arguments": {"project": "garden"}},
            headers={"Authorization": f"Bearer {token}", **SAME_ORIGIN},
        )

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert f"({code} " in json_of(answer)["detail"]


def test_the_alert_and_the_command_line_name_the_error(app: Flask, redis_client: redis.Redis) -> None:
    with refusing(redis_client, "OOM"):
        reading = collect_for_alerts(current_redis(), utc_now(), pause=lambda _seconds: None)
        with pytest.raises(redis.ConnectionError) as refused:
            current_redis().set("key", 1)

    (finding,) = REDIS_DOWN.find(reading) or []
    assert "its memory is full (maxmemory) (OOM " in finding.why
    assert words_for(refused.value).startswith("Redis rejects writes: its memory is full (maxmemory) (OOM ")


def test_a_healthy_redis_is_left_as_it_was(redis_client: redis.Redis) -> None:
    assert check_redis(redis_client).status == "healthy"
    assert redis_client.keys("*") == []
