"""The cards of problems: each has a cause and one button; a viewer gets none that changes something."""

import re

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from fsp.clock import utc_now
from fsp.gates.gate import read_gates
from fsp.models.account import Account
from fsp.models.alert import Alert
from fsp.models.alert_watch import AlertWatch
from fsp.stores import db
from tests.web.forms import SAME_ORIGIN
from tests.web.overview.faults_made import FAULTS, make_well


def card(page: str) -> str:
    (match,) = re.findall(r'<article class="problem.*?</article>', page, re.S)
    return str(match)


def buttons(shown: str) -> list[str]:
    matches = re.findall(r'<(?:button|a class="button[^"]*")[^>]*>\s*(.*?)\s*<', shown, re.S)
    return [label for label in matches if label != "Details"]


@pytest.mark.parametrize("name", FAULTS)
def test_a_card_has_its_cause_and_one_button(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, name: str
) -> None:
    make, what, action = FAULTS[name]
    make_well(app, redis_client)
    make(app, redis_client)

    shown = card(signed_in.get("/").text)

    assert what in shown
    assert "Likely cause:" in shown
    assert buttons(shown) == [action]
    assert shown.count('class="primary') + shown.count('"button primary"') == 1


def test_a_viewer_is_offered_no_button_that_changes_something(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    db.session.execute(update(Account).values(role="viewer"))
    db.session.commit()
    make_well(app, redis_client)
    FAULTS["circuit-open"][0](app, redis_client)

    shown = card(signed_in.get("/").text)

    assert buttons(shown) == []
    assert "Details" in shown


def test_a_button_that_acts_does_so(app: Flask, signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    make_well(app, redis_client)
    FAULTS["retry-storm"][0](app, redis_client)
    shown = card(signed_in.get("/").text)
    form = dict(re.findall(r'name="(csrf_token|seen)" value="([^"]+)"', shown))

    answer = signed_in.post(re.findall(r'action="([^"]+)"', shown)[0], data=form, headers=SAME_ORIGIN)

    assert answer.status_code == 303
    assert [gate.job_type for gate in read_gates(redis_client, utc_now()) if gate.pause] == ["export-data"]


def firing_alert() -> None:
    alert = Alert(fingerprint="f", rule="PlatformFailures", alert_type="platform_api_failures", severity="error")
    alert.title, alert.state, alert.started_at = "The platform wordpress fails", "firing", utc_now()
    watch = AlertWatch(fingerprint="f", rule=alert.rule, evaluated_at=utc_now())
    db.session.add(alert)
    db.session.flush()
    watch.alert_id = alert.id
    db.session.add(watch)
    db.session.commit()


def test_an_alert_is_acknowledged_on_its_card(app: Flask, signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    make_well(app, redis_client)
    firing_alert()
    shown = card(signed_in.get("/").text)
    form = dict(re.findall(r'name="(csrf_token|seen)" value="([^"]+)"', shown))

    answers = [signed_in.post("/alerts/1/acknowledge", data=form, headers=SAME_ORIGIN) for _ in range(2)]
    acknowledged = card(signed_in.get("/").text)

    assert ("error" in shown, buttons(shown)) == (True, ["Acknowledge"])
    assert [answer.status_code for answer in answers] == [303, 409]
    assert buttons(acknowledged) == ["Open alert"]
    assert "acknowledged by admin" in " ".join(acknowledged.split())


@pytest.mark.parametrize(
    ("fault", "url"), [("p95-regression", "/performance/export-data/accept"), ("stuck-job", "/jobs/stuck-one/cancel")]
)
def test_a_card_asks_before_it_accepts_or_cancels(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, fault: str, url: str
) -> None:
    make, _, action = FAULTS[fault]
    make_well(app, redis_client)
    make(app, redis_client)
    shown = card(signed_in.get("/").text)
    (address,) = re.findall(r'href="(/confirm/[^"]+)"', shown)

    question = signed_in.get(address).text

    assert f'action="{url}"' in question
    assert action in question


def test_accepting_a_baseline_ends_the_regression(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    FAULTS["p95-regression"][0](app, redis_client)
    token = dict(re.findall(r'name="(csrf_token)" value="([^"]+)"', signed_in.get("/settings").text))

    answer = signed_in.post("/performance/export-data/accept", data=token, headers=SAME_ORIGIN)

    assert answer.status_code == 303
    assert "All systems operational" in signed_in.get("/").text
