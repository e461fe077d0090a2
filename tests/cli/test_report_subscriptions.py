"""`fsp reports subscribe` and its siblings."""

from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.models.report_subscription import ReportMail, ReportSubscription
from fsp.stores import db
from tests.cli.test_reports import add_project


def subscription() -> ReportSubscription:
    row = db.session.query(ReportSubscription).populate_existing().one()
    db.session.expunge_all()
    db.session.commit()
    return row


def mail_state(state: str = "") -> str:
    """Return the state of the only mail, after it is set to another one if one is given."""
    mail = db.session.query(ReportMail).populate_existing().one()
    mail.state = state or mail.state
    shown = mail.state
    db.session.commit()
    return shown


def test_reports_by_mail_are_managed(run: CliRunner) -> None:
    add_project()

    def do(*arguments: str) -> str:
        result = run.invoke(fsp, ["reports", *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    number = do("subscribe", "ada@example.org", "grace@example.org", "--project", "garden", "--at", "7:30").strip()
    row = subscription()
    assert (row.minute, row.rhythm, row.zone) == (450, "weekly", "UTC")
    do("change", number, "--to", "lin@example.org", "--rhythm", "daily", "--link", "--format", "pdf")
    row = subscription()
    assert (row.recipients, row.attaches, row.formats) == (["lin@example.org"], False, ["pdf"])
    assert "Every day at 07:30 (UTC)\tactive\tlin@example.org" in do("subscriptions")
    do("pause", number, "--reason", "holidays")
    assert subscription().pause_reason == "holidays"
    do("resume", number)
    do("send", number)
    mail_state("unknown")
    assert "lin@example.org\tunknown" in do("mails", number)
    do("send-again", "1")
    assert mail_state() == "waiting"
    mail_state("unknown")
    do("confirm", "1")
    assert mail_state() == "sent"
    do("unsubscribe", number)
    assert run.invoke(fsp, ["reports", "send", number]).exit_code == 1
