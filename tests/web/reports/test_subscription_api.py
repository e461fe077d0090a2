"""Reports by mail in the API."""

import pytest
from flask.testing import FlaskClient

from fsp.models.item import Item
from fsp.models.report_subscription import ReportMail
from fsp.stores import db

BASE = "/api/report-subscriptions"


@pytest.fixture
def number(program: FlaskClient, garden: Item) -> int:
    answer = program.post(BASE, json={"recipients": ["Ada <ada@example.org>"], "project": "garden", "at": "7:05"})
    assert answer.status_code == 201
    created: int = answer.get_json()["id"]
    return created


def set_unknown() -> int:
    """Make the only mail unknown; return its number."""
    mail = db.session.query(ReportMail).one()
    number, mail.state = mail.id, "unknown"
    db.session.commit()
    return number


def test_a_subscription_is_created_changed_and_deleted(program: FlaskClient, number: int) -> None:
    created = program.get(f"{BASE}/{number}").get_json()
    assert (created["recipients"], created["at"], created["rhythm"]) == (["ada@example.org"], "07:05", "weekly")
    assert created["nextDueAt"] > created["createdAt"]

    changed = program.patch(f"{BASE}/{number}", json={"rhythm": "monthly", "day": 31, "project": ""}).get_json()
    assert (changed["rhythm"], changed["day"], changed["project"], changed["at"]) == ("monthly", 31, None, "07:05")
    assert [row["id"] for row in program.get(BASE).get_json()["subscriptions"]] == [number]
    assert program.delete(f"{BASE}/{number}").get_json() == {"id": number}
    assert program.get(f"{BASE}/{number}").status_code == 404


def test_a_subscription_is_paused_resumed_and_sent(program: FlaskClient, number: int) -> None:
    paused = program.post(f"{BASE}/{number}/pause", json={"reason": "holidays"}).get_json()
    assert (paused["nextDueAt"], paused["pauseReason"]) == (None, "holidays")
    assert program.post(f"{BASE}/{number}/resume").get_json()["nextDueAt"]

    sent = program.post(f"{BASE}/{number}/send").get_json()
    assert [mail["state"] for mail in sent["mails"]] == ["waiting"]
    assert program.get(f"{BASE}/{number}/mails").get_json()["mails"] == sent["mails"]


def test_a_person_decides_about_a_mail(program: FlaskClient, number: int) -> None:
    program.post(f"{BASE}/{number}/send")
    number = set_unknown()

    assert program.post(f"/api/report-mails/{number}/send-again").get_json()["state"] == "waiting"
    assert program.post(f"/api/report-mails/{number}/confirm").status_code == 422
    set_unknown()
    assert program.post(f"/api/report-mails/{number}/confirm").get_json()["state"] == "sent"
    assert program.post("/api/report-mails/99/confirm").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"recipients": []}, {"recipients": ["x"]}, {"recipients": ["a@b.example"], "day": 8}, {"other": 1}],
)
def test_what_cannot_be_is_refused(program: FlaskClient, garden: Item, body: dict[str, object]) -> None:
    assert program.post(BASE, json=body).status_code == 422
