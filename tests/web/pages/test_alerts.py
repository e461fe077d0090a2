"""Alerts on the page: what is wrong, what to do first, and what an operator did."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from fsp.alerts.evaluate import evaluate
from fsp.alerts.history import active_alerts
from fsp.alerts.reading import Database, Reading
from fsp.clock import utc_now
from tests.web.forms import send


@pytest.fixture
def alert(signed_in: FlaskClient) -> int:
    for minutes in range(0, 30, 5):
        at = utc_now() - timedelta(minutes=30 - minutes)
        evaluate(Reading(at=at, database=Database(is_reachable=False)), channels=[])
    return active_alerts()[0].id


def test_what_is_wrong_is_shown_with_what_to_do_first(signed_in: FlaskClient, alert: int) -> None:
    page = signed_in.get("/alerts").text

    assert f'id="alert-{alert}"' in page
    assert "First:" in page
    assert "no channel is configured" in page


def test_it_is_acknowledged_silenced_and_resolved(signed_in: FlaskClient, alert: int) -> None:
    send(signed_in, f"/alerts/{alert}/acknowledge")
    acknowledged = signed_in.get("/alerts").text
    silenced = send(signed_in, f"/alerts/{alert}/silence", minutes="30", reason="known")
    send(signed_in, f"/alerts/{alert}/resolve")

    assert "acknowledged by admin" in acknowledged
    assert silenced.status_code == 303
    assert "Nothing is wrong" in signed_in.get("/alerts").text
