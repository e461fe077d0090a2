"""The link by which a recipient leaves a report, without an account."""

from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.models.audit_entry import AuditEntry
from fsp.models.item import Item
from fsp.models.report_subscription import ReportSubscription
from fsp.reporting.subscriptions import SubscriptionText, add_subscription
from fsp.reporting.unsubscribe import leave_token
from fsp.settings import Settings
from fsp.stores import db
from tests.web.forms import SAME_ORIGIN, csrf_of


def recipients_of(number: int) -> list[str]:
    recipients = list(db.session.get_one(ReportSubscription, number, populate_existing=True).recipients)
    db.session.commit()
    return recipients


def test_a_stranger_leaves_by_the_button_and_not_by_opening_the_link(
    app: Flask, garden: Item, settings: Settings
) -> None:
    recipients = SubscriptionText("ada@example.org, grace@example.org", "garden")
    number = add_subscription(recipients, by="x", now=utc_now()).id
    db.session.commit()
    link = f"/reports/leave/{number}/{leave_token(settings, number, 'ada@example.org')}"
    stranger: FlaskClient = app.test_client()

    assert "ada@example.org receives the report" in stranger.get(link).text
    token = csrf_of(stranger, link)
    assert len(recipients_of(number)) == 2
    assert stranger.post(link).status_code == 403
    done = stranger.post(link, data={"csrf_token": token}, headers=SAME_ORIGIN)

    assert "does not receive" in done.text
    assert recipients_of(number) == ["grace@example.org"]
    assert stranger.get(link).status_code == 404
    assert stranger.get(f"/reports/leave/{number}/{'0' * 32}").status_code == 404
    entry = db.session.query(AuditEntry).filter_by(action="leave report subscription").first()
    assert entry
    assert entry.by == "ada@example.org"
