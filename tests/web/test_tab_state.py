"""The state in the browser's tab: the one that was read last, on every page, without a question to a store."""

from datetime import datetime, timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.conditions.finding import SYSTEM, Finding
from fsp.models.alert_kinds import Severity
from fsp.problems.last import last_state, remember_state
from fsp.web import tab_state
from tests.web.overview.faults_made import FAULTS, make_well

NOW = datetime.fromisoformat("2026-11-30T12:00:00+00:00")


def finding(severity: Severity, doubt: str = "") -> Finding:
    return Finding("rule", SYSTEM, severity, "Something is wrong", doubt=doubt)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], (0, "good")),
        ([finding(Severity.WARNING)], (1, "warn")),
        ([finding(Severity.ERROR), finding(Severity.WARNING)], (2, "serious")),
        ([finding(Severity.ERROR), finding(Severity.CRITICAL)], (2, "bad")),
        ([finding(Severity.CRITICAL, "the clock is off"), finding(Severity.WARNING)], (1, "warn")),
    ],
)
def test_the_worst_problem_that_is_certain_gives_the_tone(
    app: Flask, findings: list[Finding], expected: tuple[int, str]
) -> None:
    with app.app_context():
        remember_state(findings, NOW)
        state = last_state(NOW)

    assert state is not None
    assert (state.problems, state.tone) == expected


@pytest.mark.parametrize("seconds", [-1, 120])
def test_a_state_that_is_old_or_of_the_future_is_not_shown(app: Flask, seconds: int) -> None:
    with app.app_context():
        remember_state([], NOW)

        assert last_state(NOW + timedelta(seconds=seconds)) is None


def test_every_page_and_every_refresh_show_the_state(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    unknown = signed_in.get("/jobs")
    FAULTS["worker-dead"][0](app, redis_client)

    signed_in.get("/")
    page = signed_in.get("/jobs").text
    refresh = signed_in.get("/jobs", headers={"HX-Request": "true"})

    assert "<title>Jobs · FSP</title>" in unknown.text
    assert "<title>(1) Jobs · FSP</title>" in page
    assert "1 problem" in page
    assert refresh.headers["FSP-Problems"] == "1"
    assert refresh.headers["FSP-Tone"] in {"warn", "serious", "bad"}


def test_a_served_process_reads_the_state_by_itself_unless_a_page_just_did(
    app: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_well(app, redis_client)
    with app.app_context():
        tab_state.refresh_state()
        first = tab_state.system_state()
        tab_state.refresh_state()
        again = tab_state.system_state()
        monkeypatch.setattr("fsp.web.tab_state.utc_now", lambda: utc_now() + timedelta(seconds=16))
        tab_state.refresh_state()

        assert first is not None
        assert again == first
        assert tab_state.system_state() != first


def test_a_visitor_learns_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        remember_state([finding(Severity.CRITICAL)], utc_now())

    answer = client.get("/login", headers={"HX-Request": "true"})

    assert "FSP-Problems" not in answer.headers
    assert "<title>Sign in" in answer.text
