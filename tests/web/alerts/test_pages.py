"""Alerts on their pages: what is wrong, what to do first, what was told, and what an operator did."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from fsp.alerts.evaluate import evaluate
from fsp.alerts.listing import active_alerts
from fsp.clock import utc_now
from fsp.conditions.facts.infrastructure import DatabaseFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.account import Account
from fsp.models.alert import Alert
from fsp.settings import Settings
from fsp.stores import db
from tests.receiver import receiving
from tests.web.forms import send


@pytest.fixture
def alert(signed_in: FlaskClient) -> int:
    for minutes in range(0, 30, 5):
        at = utc_now() - timedelta(minutes=30 - minutes)
        evaluate(Snapshot(at=at, database=DatabaseFacts(answers=False)), channels=["webhook"])
    return active_alerts()[0].id


def test_what_is_wrong_is_shown_with_what_to_do_first(signed_in: FlaskClient, alert: int) -> None:
    page = signed_in.get("/alerts").text

    assert f'id="alert-{alert}"' in page
    assert "Next step:" in page
    assert "No alert channel is configured" in page


def test_the_worst_comes_first(signed_in: FlaskClient, alert: int) -> None:
    worst = db.session.get_one(Alert, alert)
    later = Alert(fingerprint="later", rule="R", alert_type=worst.alert_type, severity="warning", title="Less bad")
    later.state, later.started_at, later.details = worst.state, worst.started_at, {}
    db.session.add(later)
    db.session.commit()

    page = signed_in.get("/alerts").text

    assert page.index(f'id="alert-{alert}"') < page.index(f'id="alert-{later.id}"')


def test_one_alert_tells_its_story_its_notices_and_each_evaluation(signed_in: FlaskClient, alert: int) -> None:
    page = signed_in.get(f"/alerts/{alert}").text

    assert "firing to webhook" in page
    assert page.count("bad: ") >= 2
    assert "pending: 1 of" in page or "firing" in page
    assert "<code>DatabaseUnreachable</code>" in page
    assert signed_in.get("/alerts/999").status_code == 404


def test_it_is_acknowledged_silenced_and_resolved(signed_in: FlaskClient, alert: int) -> None:
    send(signed_in, f"/alerts/{alert}/acknowledge")
    acknowledged = signed_in.get("/alerts?view=acknowledged").text
    silenced = send(signed_in, f"/alerts/{alert}/silence", minutes="30", reason="known")
    quiet = signed_in.get("/alerts?view=silenced").text
    send(signed_in, f"/alerts/{alert}/resolve")

    assert "acknowledged by admin" in acknowledged
    assert silenced.status_code == 303
    assert f'id="alert-{alert}"' in quiet
    assert "No active alerts" in signed_in.get("/alerts").text
    assert "resolved by admin" in signed_in.get("/alerts?view=resolved&severity=critical").text
    assert "No matching alerts" in signed_in.get("/alerts?view=resolved&severity=warning").text


def test_who_comes_second_is_told_who_was_first(signed_in: FlaskClient, alert: int) -> None:
    mark = re.search(r'name="seen" value="(\w+)"', signed_in.get(f"/alerts/{alert}").text)
    assert mark is not None

    codes = [send(signed_in, f"/alerts/{alert}/acknowledge", seen=mark[1]) for _ in range(2)]
    over = [send(signed_in, f"/alerts/{alert}/resolve") for _ in range(2)]

    assert [answer.status_code for answer in codes + over] == [303, 409, 303, 409]
    assert "Already acknowledged by admin at" in codes[1].text
    assert "Already resolved by admin at" in over[1].text


def test_a_silence_is_made_for_a_rule_and_ended(signed_in: FlaskClient, alert: int) -> None:
    send(signed_in, "/alerts/silences", target="DatabaseUnreachable", minutes="30", reason="moving house")
    silenced = signed_in.get("/alerts?view=silenced").text
    listed = signed_in.get("/alerts/silences").text
    ended = send(signed_in, "/alerts/silences/1/end")

    assert f'id="alert-{alert}"' in silenced
    assert "moving house" in listed
    assert ended.status_code == 303
    assert f'id="alert-{alert}"' in signed_in.get("/alerts").text
    assert send(signed_in, "/alerts/silences/1/end").status_code == 404


def test_a_channel_is_tried_and_its_health_and_deliveries_are_shown(
    app: Flask, settings: Settings, signed_in: FlaskClient
) -> None:
    before = signed_in.get("/alerts/channels").text
    with receiving() as receiver:
        configured = settings.model_copy(
            update={"alert_webhook_url": f"{receiver.url}/hunter2", "alert_allow_internal": True}
        )
        app.extensions["fsp_settings"] = configured
        good = send(signed_in, "/alerts/channels/webhook/test")
        receiver.status = 404
        bad = send(signed_in, "/alerts/channels/webhook/test")
        channels = signed_in.get("/alerts/channels").text
        deliveries = [signed_in.get(f"/alerts/deliveries?{query}").text for query in ("", "outcome=accepted")]

    assert "No alert channel is configured" in before
    assert (good.status_code, bad.status_code) == (303, 503)
    assert "broken" in channels
    assert [page.count('id="delivery-') for page in deliveries] == [2, 1]
    assert not any("hunter2" in page for page in (channels, *deliveries))


def test_a_viewer_sees_no_actions_and_an_operator_no_channel_test(signed_in: FlaskClient, alert: int) -> None:
    paths = ("/alerts", f"/alerts/{alert}", "/alerts/silences", "/alerts/channels")
    for role, expected in (("viewer", 0), ("operator", 6)):
        db.session.execute(update(Account).values(role=role))
        db.session.commit()

        pages = [signed_in.get(path).text for path in paths]

        results = sum(
            len(re.findall(r'action="/alerts[^"]*/(?:acknowledge|resolve|silence|test)"', page)) for page in pages
        )
        assert results == expected


@pytest.mark.parametrize("value", ["abc", 7, [], {"a": None}, True])
def test_details_of_another_kind_take_no_page_with_them(signed_in: FlaskClient, alert: int, value: object) -> None:
    details = dict.fromkeys(("at", "why", "affects", "value", "threshold", "n", "advice"), value)
    db.session.execute(update(Alert).values(details=details))
    db.session.commit()

    paths = ("/alerts", f"/alerts/{alert}", "/", "/job-types/export-data")

    assert {path: signed_in.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
