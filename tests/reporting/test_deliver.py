"""Reports by mail, through a mail server on loopback: each once, and never twice by a retry."""

import email
import email.policy
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol

import pytest
import redis
from flask import Flask

from fsp.errors import InvalidInput, PermanentFailure, ServiceUnavailable
from fsp.handlers import catalogue  # noqa: F401  (it registers the job type)
from fsp.handlers.after_death import complete
from fsp.models.job_request import JobRequest
from fsp.models.report_subscription import ReportMail, ReportMailState, ReportSubscription
from fsp.reporting.deliver import Delivery, deliver
from fsp.reporting.mail_states import recent_mails
from fsp.reporting.options import ReportFormat
from fsp.reporting.report_mails import confirm_sent, request_due, send_again, send_now
from fsp.reporting.subscriptions import SubscriptionText, add_subscription
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.channels.mail_server import MailServer, mail_server
from tests.reporting.published import NOW, add_item, add_project, destinations_of, publish

DUE = datetime.fromisoformat("2026-05-11T08:00+00:00")
LATER = DUE + timedelta(minutes=3)
ADA, GRACE = "ada@example.org", "grace@example.org"


class Run(Protocol):
    """Sends the mails of a mail's job."""

    def __call__(self, mail: ReportMail, *, job_id: str = "", mail_id: int | None = None) -> dict[str, int]: ...


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def subscription(core: Flask) -> ReportSubscription:
    project = add_project()
    publish(add_item(project, "soup"), destinations_of(project)["Site"], DUE - timedelta(days=3), late=2)
    text = SubscriptionText(f"{ADA}, {GRACE}", project="garden", formats=tuple(ReportFormat))
    return add_subscription(text, by="ada", now=NOW)


@pytest.fixture
def run(core: Flask, redis_client: redis.Redis, settings: Settings, server: MailServer) -> Run:
    def deliver_at(mail: ReportMail, *, job_id: str = "", mail_id: int | None = None) -> dict[str, int]:
        url = f"smtp://127.0.0.1:{server.port}"
        sending = settings.model_copy(
            update={"smtp_url": url, "alert_email_sender": "FSP <fsp@example.org>", "alert_allow_internal": True}
        )
        delivery = Delivery(redis_client, sending, job_id or mail.job_id, lambda: LATER)
        try:
            return deliver(mail.subscription_id, mail.due_at, mail_id, delivery)
        finally:
            db.session.expire_all()

    return deliver_at


def parsed(text: str) -> EmailMessage:
    message = email.message_from_string(text, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def mails() -> dict[str, ReportMail]:
    db.session.expire_all()
    return {mail.recipient: mail for mail in recent_mails()}


def test_each_time_is_requested_once_and_of_missed_ones_the_latest(
    subscription: ReportSubscription, redis_client: redis.Redis
) -> None:
    assert request_due(DUE - timedelta(seconds=1)) == 0
    assert request_due(LATER) == 1
    assert request_due(LATER) == 0

    assert request_due(DUE + timedelta(weeks=5)) == 1
    assert {mail.due_at for mail in recent_mails()} == {DUE, DUE + timedelta(weeks=5)}
    assert len(recent_mails()) == 4
    jobs = db.session.query(JobRequest).filter_by(job_type="mail-report")
    assert [job.project_id for job in jobs] == [subscription.project_id] * 2


def test_a_mail_has_the_figures_as_text_and_html_and_the_files(
    subscription: ReportSubscription, run: Run, server: MailServer, settings: Settings
) -> None:
    request_due(LATER)

    assert run(mails()[ADA]) == {"sent": 2}

    first, second = map(parsed, server.mails)
    assert (first["To"], second["To"]) == (ADA, GRACE)
    assert first["From"] == "FSP <fsp@example.org>"
    assert first["Subject"] == "Garden & <co>: 4 May to 10 May 2026"
    assert first["List-Unsubscribe"] != second["List-Unsubscribe"]
    text, html = first.get_body(("plain",)), first.get_body(("html",))
    assert text
    assert html
    assert "Publications: 1 (none before)" in text.get_content()
    assert "Garden &amp; &lt;co&gt;" in html.get_content()
    assert f"{settings.public_url}/reports/leave/{subscription.id}/" in text.get_content()
    names = [part.get_filename() for part in first.iter_attachments()]
    assert names == [f"garden-2026-05-04-2026-05-10.{ending}" for ending in ("html", "csv", "pdf")]
    sent = mails()[ADA]
    assert (sent.state, sent.answer, sent.sent_at, sent.attempts) == ("sent", "taken", LATER, 1)


def test_a_report_may_be_linked_instead(subscription: ReportSubscription, run: Run, server: MailServer) -> None:
    subscription.attaches, subscription.recipients = False, [ADA]
    db.session.commit()
    request_due(LATER)

    run(mails()[ADA])

    mail = parsed(server.mails[0])
    text = mail.get_body(("plain",))
    assert text
    assert "/garden-2026-05-04-2026-05-10.pdf" in text.get_content()
    assert not list(mail.iter_attachments())


def test_a_mail_that_may_have_arrived_is_never_sent_again_by_itself(
    subscription: ReportSubscription, run: Run, server: MailServer
) -> None:
    request_due(LATER)
    server.hangs_up_after_mail = True

    assert run(mails()[ADA]) == {"unknown": 2}
    server.hangs_up_after_mail = False
    run(mails()[ADA])

    assert len(server.mails) == 2
    assert "It may have arrived." in mails()[ADA].error
    confirm_sent(mails()[ADA], by="ada", now=LATER)
    send_again(mails()[GRACE], by="ada", now=LATER)
    run(mails()[GRACE], mail_id=mails()[GRACE].id)
    assert [mail.state for mail in mails().values()] == ["sent", "sent"]
    assert [mail.settled_by for mail in mails().values()] == ["ada", "ada"]
    first, second, third = map(parsed, server.mails)
    assert first["Message-ID"] != second["Message-ID"] == third["Message-ID"]


def test_a_worker_that_stopped_while_it_sent_leaves_it_unknown(
    subscription: ReportSubscription, run: Run, server: MailServer
) -> None:
    request_due(LATER)
    mails()[ADA].state = ReportMailState.SENDING
    db.session.commit()

    run(mails()[GRACE])

    assert {recipient: mail.state for recipient, mail in mails().items()} == {ADA: "unknown", GRACE: "sent"}
    assert server.recipients == [GRACE]


def test_a_refusal_for_now_is_retried_for_those_who_have_not_received_it(
    subscription: ReportSubscription, run: Run, server: MailServer
) -> None:
    request_due(LATER)
    server.refuse[f"rcpt TO:<{GRACE}>"] = "450 later"

    with pytest.raises(ServiceUnavailable, match="450 later"):
        run(mails()[ADA])
    assert "450 later" in mails()[GRACE].error
    server.refuse.clear()

    assert run(mails()[ADA]) == {"sent": 2}
    assert len(server.mails) == 2


def test_a_final_refusal_is_a_failure_that_a_replay_or_a_person_repeats(
    subscription: ReportSubscription, run: Run, server: MailServer
) -> None:
    request_due(LATER)
    server.refuse[f"rcpt TO:<{GRACE}>"] = "550 no such user"

    with pytest.raises(PermanentFailure, match="1 of 2 mails were refused"):
        run(mails()[ADA])
    assert mails()[GRACE].state == "failed"
    server.refuse.clear()

    run(mails()[ADA], job_id=f"{mails()[ADA].job_id}-replay-1")
    assert mails()[GRACE].state == "sent"
    assert len(server.mails) == 2
    with pytest.raises(InvalidInput, match="cannot be sent again"):
        send_again(mails()[GRACE], by="ada", now=LATER)


def test_without_a_mail_server_the_job_fails_and_its_mails_with_it(
    subscription: ReportSubscription, redis_client: redis.Redis, settings: Settings
) -> None:
    due_at = send_now(subscription, by="ada", now=LATER)
    delivery = Delivery(redis_client, settings, "j", lambda: LATER)

    with pytest.raises(PermanentFailure, match="FSP_SMTP_URL"):
        deliver(subscription.id, due_at, None, delivery)
    arguments = {"subscription_id": subscription.id, "due_at": due_at.isoformat(), "mail_id": None}
    complete("mail-report", arguments, "no server")

    assert {mail.state for mail in mails().values()} == {"failed"}
