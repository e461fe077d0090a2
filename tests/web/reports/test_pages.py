"""Reports on their page: requested for a period, listed, and sent by mail."""

import pytest
from flask.testing import FlaskClient

from fsp.models.item import Item
from fsp.models.job_request import JobRequest
from fsp.models.report_subscription import ReportMail, ReportSubscription
from fsp.stores import db
from tests.web.forms import send

CHOSEN = {"recipients": "ada@example.org, grace@example.org", "project": "garden", "rhythm": "monthly"}


def requests(job_type: str) -> list[JobRequest]:
    rows = list(db.session.query(JobRequest).filter_by(job_type=job_type).order_by(JobRequest.requested_at))
    db.session.expunge_all()
    db.session.commit()
    return rows


def stored() -> ReportSubscription:
    """Return the subscription as it is stored now."""
    row = db.session.query(ReportSubscription).populate_existing().one()
    db.session.expunge_all()
    db.session.commit()
    return row


def mails() -> list[ReportMail]:
    """Return the mails as they are stored now."""
    rows = list(db.session.query(ReportMail).order_by(ReportMail.id))
    db.session.expunge_all()
    db.session.commit()
    return rows


def set_states(*states: str) -> None:
    """Store these states of the mails."""
    for mail, state in zip(db.session.query(ReportMail).order_by(ReportMail.id), states, strict=True):
        mail.state = state
    db.session.commit()


@pytest.fixture
def subscription(signed_in: FlaskClient, garden: Item) -> ReportSubscription:
    send(
        signed_in, "/reports/subscriptions", **CHOSEN, month_day="31", at="07:30", zone="Europe/Berlin", period="month"
    )
    return stored()


def test_a_report_is_requested_for_days_in_a_zone(signed_in: FlaskClient, garden: Item) -> None:
    chosen = {"project": "garden", "period": "dates", "first": "2026-05-01", "last": "2026-05-09"}

    answer = send(signed_in, "/reports", **chosen, zone="Europe/Berlin", format="pdf")

    assert answer.location == "/reports"
    (request,) = requests("generate-report")
    assert request.arguments == {**chosen, "zone": "Europe/Berlin", "formats": ["pdf"]}
    assert request.project_id == garden.project_id
    page = signed_in.get("/reports").text
    assert "Report on " in page
    assert "waiting" in page
    assert "Report on " not in signed_in.get("/files").text


@pytest.mark.parametrize(
    "fields",
    [
        {"period": "dates"},
        {"period": "dates", "first": "2026-05-02", "last": "2026-05-01"},
        {"period": "dates", "first": "soon", "last": "2026-05-01"},
        {"period": "decade"},
        {"zone": "Mars"},
        {"format": "mp3"},
    ],
)
def test_a_report_that_cannot_be_is_refused(signed_in: FlaskClient, garden: Item, fields: dict[str, str]) -> None:
    assert send(signed_in, "/reports", **fields).status_code == 422
    assert requests("generate-report") == []


def test_a_report_by_mail_is_created_shown_and_changed(
    signed_in: FlaskClient, subscription: ReportSubscription
) -> None:
    here = f"/reports/subscriptions/{subscription.id}"

    assert "On day 31 of each month at 07:30 (Europe/Berlin)" in signed_in.get(here).text
    assert "On day 31 of each month" in signed_in.get("/reports").text
    assert 'value="31"' in signed_in.get(f"{here}/edit").text
    send(signed_in, here, recipients="lin@example.org", weekday="2", delivery="linked")
    changed = stored()
    assert (changed.recipients, changed.day, changed.attaches) == (["lin@example.org"], 2, False)
    assert send(signed_in, here, recipients="nobody").status_code == 422


def test_it_is_paused_resumed_sent_and_deleted(signed_in: FlaskClient, subscription: ReportSubscription) -> None:
    here = f"/reports/subscriptions/{subscription.id}"

    send(signed_in, f"{here}/pause", reason="holidays")
    assert "holidays" in signed_in.get(here).text
    send(signed_in, f"{here}/resume")
    assert "holidays" not in signed_in.get(here).text
    send(signed_in, f"{here}/send")
    (job,) = requests("mail-report")
    assert job.arguments["subscription_id"] == subscription.id
    assert "ada@example.org" in signed_in.get(here).text
    send(signed_in, f"{here}/delete")
    assert signed_in.get(here).status_code == 404
    assert mails() == []


def test_a_person_decides_about_mails_that_failed_or_are_unknown(
    signed_in: FlaskClient, subscription: ReportSubscription
) -> None:
    send(signed_in, f"/reports/subscriptions/{subscription.id}/send")
    set_states("unknown", "failed")
    first, second = mails()

    page = signed_in.get(f"/reports/subscriptions/{subscription.id}").text
    assert "It arrived" in page
    send(signed_in, f"/reports/mails/{first.id}/confirm")
    send(signed_in, f"/reports/mails/{second.id}/send-again")

    assert [mail.state for mail in mails()] == ["sent", "waiting"]
    assert [request.arguments["mail_id"] for request in requests("mail-report")] == [None, second.id]
    assert send(signed_in, f"/reports/mails/{first.id}/confirm").status_code == 422
