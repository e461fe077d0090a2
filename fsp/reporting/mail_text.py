"""A report as a mail: the most important figures as a text and as HTML, with its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from fsp.content.templates import render
from fsp.models.report_subscription import ReportMail
from fsp.reporting.facts import Report
from fsp.reporting.figures import tiles

MAX_LISTED = 10
MAX_ATTACHED_BYTES = 10_000_000
"""Larger reports are linked. Most mail servers refuse more than 10 to 25 MB."""


@dataclass(frozen=True)
class ReportFile:
    """One file of the report: its name, its address in FSP, and its content."""

    name: str
    address: str
    media_type: str
    data: bytes


def report_mail(
    report: Report,
    files: Sequence[ReportFile],
    *,
    mail: ReportMail,
    sender: str,
    leave: str,
    now: datetime,
    attaches: bool,
) -> EmailMessage:
    """Return the mail to one recipient. Its Message-ID is the same for each attempt."""
    is_attached = attaches and sum(len(file.data) for file in files) <= MAX_ATTACHED_BYTES
    message = EmailMessage()
    message["Subject"] = " ".join(f"{report.title}: {report.period.words}".split())
    message["From"], message["To"] = sender, mail.recipient
    message["Date"], message["Message-ID"] = format_datetime(now), message_id(mail, sender)
    message["List-Unsubscribe"] = f"<{leave}>"
    message["Auto-Submitted"] = "auto-generated"
    values = {
        "report": report,
        "tiles": tiles(report),
        "destinations": [line for line in report.destinations if line.sent or line.sent_before][:MAX_LISTED],
        "causes": report.causes[:MAX_LISTED],
        "upcoming": report.upcoming[:MAX_LISTED],
        "links": () if is_attached else files,
        "leave": leave,
        "zone": report.period.zone,
    }
    message.set_content(render("report/mail.txt", **values))
    message.add_alternative(render("report/mail.html", **values), subtype="html")
    for file in files if is_attached else ():
        main_type, _, subtype = file.media_type.partition("/")
        message.add_attachment(file.data, main_type, subtype, filename=file.name)
    return message


def message_id(mail: ReportMail, sender: str) -> str:
    """Return an id that is the same for each attempt, so that mailboxes recognise a second copy."""
    _, address = parseaddr(sender)
    digest = sha256(f"{mail.subscription_id}|{mail.due_at.isoformat()}|{mail.recipient}".encode()).hexdigest()
    return f"<report.{digest[:32]}@{address.rpartition('@')[2]}>"
