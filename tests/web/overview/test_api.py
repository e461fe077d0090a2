"""`GET /api/problems` says what the overview says, problem by problem."""

import html
import re
from datetime import timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.models.alert import Alert
from fsp.stores import db
from tests.web.overview.faults_made import FAULTS, make_well, watch


@pytest.fixture
def well(app: Flask, redis_client: redis.Redis) -> redis.Redis:
    make_well(app, redis_client)
    return redis_client


def test_without_a_problem_all_is_clear(well: redis.Redis, program: FlaskClient) -> None:
    answer = program.get("/api/problems").json

    assert answer is not None
    assert (answer["status"], answer["problems"], answer["since"]) == ("good", [], None)
    assert answer["summary"] == "0 jobs in the last hour, no backlog."


def test_it_says_what_the_page_says_in_its_order(app: Flask, well: redis.Redis, signed_in: FlaskClient) -> None:
    for name in ("circuit-open", "worker-dead", "disk-low"):
        FAULTS[name][0](app, well)

    page, answer = signed_in.get("/").text, signed_in.get("/api/problems").json

    assert answer is not None
    rows = re.findall(r' id="problem-(.*?)</article>', page, re.S)
    assert len(answer["problems"]) == len(rows) == 3
    for row, problem in zip(rows, answer["problems"], strict=True):
        text = html.unescape(row)
        assert row.startswith(f"{problem['rule']}:{problem['subject']['name']}")
        assert all(words in text for words in (problem["summary"], problem["cause"], problem["action"]["label"]))
        assert problem["since"].replace("Z", "")[:19] in text
    assert answer["summary"] in html.unescape(page)
    assert answer["status"] == "bad"


def test_a_problem_has_its_facts_as_fields(app: Flask, well: redis.Redis, program: FlaskClient) -> None:
    FAULTS["disk-low"][0](app, well)

    (problem,) = program.get("/api/problems").json["problems"]  # type: ignore[index]

    assert problem | {"since": None} == {
        "rule": "disk-low",
        "subject": {"kind": "system", "name": "all", "sizeClass": ""},
        "severity": "error",
        "summary": "The disk is almost full: 1.0% free",
        "since": None,
        "cause": "it holds the data folder",
        "earlier": None,
        "acknowledged": None,
        "doubt": "",
        "jobsHit": None,
        "error": "",
        "action": {
            "label": "Find what uses the space",
            "url": "/files",
            "isPost": False,
            "role": "viewer",
            "command": 'du -xh --max-depth=2 "${FSP_DATA_DIR:-var}" | sort -h | tail',
        },
        "detailsUrl": "/files",
        "numbers": {"value": 0.01, "threshold": 0.05, "sample": None, "lowerBound": None},
        "alert": "",
    }


def test_what_an_alert_found_earlier_has_its_time(app: Flask, well: redis.Redis, program: FlaskClient) -> None:
    at = utc_now() - timedelta(minutes=4)
    db.session.add(
        Alert(
            fingerprint="f",
            rule="PlatformFailures",
            labels={"platform": "site"},
            alert_type="platform_api_failures",
            severity="warning",
            state="firing",
            title="Calls to the platform site fail",
            started_at=at,
            details={"why": "7 of 10 failed", "at": at.isoformat()},
        )
    )
    db.session.commit()

    (problem,) = program.get("/api/problems").json["problems"]  # type: ignore[index]

    assert (problem["rule"], problem["alert"], problem["severity"]) == ("alert", "PlatformFailures", "warning")
    assert problem["earlier"]["words"] == "7 of 10 failed"


def test_while_redis_is_down_it_says_so(app: Flask, well: redis.Redis, program: FlaskClient) -> None:
    FAULTS["redis-down"][0](app, well)

    (problem,) = program.get("/api/problems").json["problems"]  # type: ignore[index]

    assert (problem["rule"], problem["severity"]) == ("redis-down", "critical")


def test_nobody_without_a_token_reads_it(app: Flask) -> None:
    watch(app)

    assert app.test_client().get("/api/problems").status_code == 401
