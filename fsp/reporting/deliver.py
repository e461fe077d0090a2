"""Sends the mails of one report, one to each recipient, and records the result of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

import redis

from fsp.errors import AnswerLost, FspError, PermanentFailure, ServiceUnavailable
from fsp.files.artifacts import artifact_file
from fsp.jobs.replay_id import is_replay
from fsp.mail.send import Envelope, address_mail, send_text
from fsp.mail.server import MailServer, connected, server_of_url
from fsp.models.artifact import Artifact
from fsp.models.report_subscription import ReportMail, ReportMailState, ReportSubscription
from fsp.reporting.build import store_report
from fsp.reporting.facts import Report
from fsp.reporting.gather import gather
from fsp.reporting.mail_states import record, states_of, take_up
from fsp.reporting.mail_text import ReportFile, report_mail
from fsp.reporting.options import ReportFormat, ReportOptions
from fsp.reporting.period import PeriodName
from fsp.reporting.unsubscribe import leave_address
from fsp.settings import Settings
from fsp.stores import db

NO_SERVER = "Reports by mail need a mail server: set FSP_SMTP_URL, and ALERT_EMAIL_SENDER for the sender."


@dataclass(frozen=True)
class Delivery:
    """What the mails of a job need."""

    connection: redis.Redis
    settings: Settings
    job_id: str
    clock: Callable[[], datetime]


def deliver(subscription_id: int, due_at: datetime, mail_id: int | None, delivery: Delivery) -> dict[str, int]:
    """Send the mails that wait, or the one with this id; return how many are in each state.

    Raise PermanentFailure without a mail server or if a mail was refused, and ServiceUnavailable if some can be sent
    later. A mail that may have been accepted is never sent again.
    """
    subscription = db.session.get(ReportSubscription, subscription_id)
    waiting = take_up(subscription_id, due_at, mail_id, is_replay=is_replay(delivery.job_id))
    if subscription is None or not waiting:
        return states_of(subscription_id, due_at, mail_id)
    server, sender = mail_server(delivery.settings), sender_of(delivery.settings)
    report, files = _make(subscription, due_at, delivery)
    problems = []
    for number in waiting:
        mail = db.session.get_one(ReportMail, number)
        message = report_mail(
            report,
            files,
            mail=mail,
            sender=sender,
            leave=leave_address(delivery.settings, subscription_id, mail.recipient),
            now=delivery.clock(),
            attaches=subscription.attaches,
        )
        problems += _send(number, mail.recipient, message, server, sender, delivery.clock)
    if problems:
        raise ServiceUnavailable(problems[0])
    states = states_of(subscription_id, due_at, mail_id)
    if failed := states.get(ReportMailState.FAILED):
        raise PermanentFailure(f"{failed} of {sum(states.values())} mails were refused. Their page says why.")
    return states


def mail_server(settings: Settings) -> MailServer:
    """Return the mail server of the settings; raise PermanentFailure if there is none."""
    if not settings.smtp_url:
        raise PermanentFailure(NO_SERVER)
    return server_of_url(settings.smtp_url, allow_internal=settings.alert_allow_internal)


def sender_of(settings: Settings) -> str:
    """Return the sender of reports: that of alerts."""
    return settings.alert_email_sender or settings.alert_email_recipients[0]


def _make(subscription: ReportSubscription, due_at: datetime, delivery: Delivery) -> tuple[Report, list[ReportFile]]:
    formats = tuple(ReportFormat(name) for name in subscription.formats)
    options = ReportOptions(period=PeriodName(subscription.period), zone=subscription.zone, formats=formats)
    slug = subscription.project.slug if subscription.project else None
    report = gather(slug, options.span(due_at), connection=delivery.connection, now=delivery.clock())
    artifacts = store_report(report, formats, settings=delivery.settings, job_id=delivery.job_id)
    return report, [_file(artifact, delivery.settings) for artifact in artifacts]


def _file(artifact: Artifact, settings: Settings) -> ReportFile:
    path = artifact_file(artifact.path, settings)
    address = f"{settings.public_url}/files/{artifact.id}/{path.name}"
    return ReportFile(path.name, address, artifact.media_type, path.read_bytes())


def _send(
    mail_id: int,
    recipient: str,
    message: EmailMessage,
    server: MailServer,
    sender: str,
    clock: Callable[[], datetime],
) -> list[str]:
    """Send one mail and record its result; return what a later attempt may overcome."""
    envelope = Envelope(server.host, sender, (recipient,))
    waiting, sending = ReportMailState.WAITING, ReportMailState.SENDING
    try:
        with connected(server) as smtp:
            address_mail(smtp, envelope)
            # From here on nobody can say whether it arrived, until the server has answered.
            if not record(mail_id, sending, clock(), before=waiting, attempts=ReportMail.attempts + 1, error=""):
                return []
            answer = send_text(smtp, server.host, message)
    except AnswerLost as error:
        record(mail_id, ReportMailState.UNKNOWN, clock(), before=sending, error=f"{error} It may have arrived.")
        return []
    except (PermanentFailure, ServiceUnavailable) as error:
        return _refused(mail_id, error, clock())
    record(mail_id, ReportMailState.SENT, clock(), before=sending, answer=answer[:300], sent_at=clock())
    return []


def _refused(mail_id: int, error: FspError, now: datetime) -> list[str]:
    """Record a mail that was certainly not accepted."""
    is_final = isinstance(error, PermanentFailure)
    state = ReportMailState.FAILED if is_final else ReportMailState.WAITING
    for before in (ReportMailState.SENDING, ReportMailState.WAITING):
        record(mail_id, state, now, before=before, error=str(error))
    return [] if is_final else [str(error)]
