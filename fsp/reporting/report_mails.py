"""Requests the mails with a report: those that are due, and those that a person wants."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from fsp.errors import Conflict, InvalidInput
from fsp.jobs.job_options import RequestOptions
from fsp.jobs.registry import get_job_type
from fsp.models.report_subscription import ReportMail, ReportMailState, ReportSubscription
from fsp.queueing.request import add_request, commit_and_enqueue
from fsp.reporting.mail_states import JOB_TYPE
from fsp.reporting.rhythm import latest_due
from fsp.reporting.subscriptions import list_subscriptions
from fsp.stores import db


def request_due(now: datetime) -> int:
    """Request the mails that are due; return how many reports. Of times that were missed only the latest counts."""
    count = 0
    for subscription in list_subscriptions():
        due_at = latest_due(subscription, now)
        if due_at is not None and not _has_mails(subscription, due_at):
            count += request_mails(subscription, due_at, by="schedule")
    return count


def request_mails(subscription: ReportSubscription, due_at: datetime, *, by: str) -> bool:
    """Store a mail for each recipient and request their job; return False if another process was first."""
    job_id = _job_id(subscription.id, due_at)
    for recipient in subscription.recipients:
        db.session.add(ReportMail(subscription_id=subscription.id, due_at=due_at, recipient=recipient, job_id=job_id))
    return _request(subscription, due_at, job_id, by=by)


def send_now(subscription: ReportSubscription, *, by: str, now: datetime) -> datetime:
    """Send the report as of now, also while it is paused; return its time."""
    if not subscription.recipients:
        raise InvalidInput("The subscription has no recipients. Add one first.")
    due_at = now.replace(microsecond=0)
    request_mails(subscription, due_at, by=by)
    return due_at


def send_again(mail: ReportMail, *, by: str, now: datetime) -> None:
    """Send a failed or an unknown mail again. An unknown one may arrive twice; raise InvalidInput for any other one."""
    job_id = f"{_job_id(mail.subscription_id, mail.due_at)}-{mail.id}-{now:%Y%m%dT%H%M%SZ}"
    allowed_states = (ReportMailState.FAILED, ReportMailState.UNKNOWN)
    values = {"state": ReportMailState.WAITING, "error": "", "settled_by": by, "job_id": job_id, "updated_at": now}
    _decide(mail, allowed_states, values, "sent again")
    _request(mail.subscription, mail.due_at, job_id, by=by, mail_id=mail.id)


def confirm_sent(mail: ReportMail, *, by: str, now: datetime) -> None:
    """Record that an unknown mail arrived; raise Conflict for any other one."""
    values = {"state": ReportMailState.SENT, "settled_by": by, "sent_at": now, "error": "", "updated_at": now}
    _decide(mail, (ReportMailState.UNKNOWN,), values, "confirmed")
    db.session.commit()


def _job_id(subscription_id: int, due_at: datetime) -> str:
    return f"report-{subscription_id}-{due_at:%Y%m%dT%H%M%SZ}"


def _has_mails(subscription: ReportSubscription, due_at: datetime) -> bool:
    query = select(ReportMail.id).where(ReportMail.subscription_id == subscription.id, ReportMail.due_at == due_at)
    return db.session.scalar(query.limit(1)) is not None


def _request(
    subscription: ReportSubscription, due_at: datetime, job_id: str, *, by: str, mail_id: int | None = None
) -> bool:
    arguments = {"subscription_id": subscription.id, "due_at": due_at.isoformat(), "mail_id": mail_id}
    options = RequestOptions(job_id=job_id, requested_by=by, project_id=subscription.project_id)
    try:
        request = add_request(JOB_TYPE, get_job_type(JOB_TYPE).validated(arguments), options)
        commit_and_enqueue(request, options)
    except IntegrityError:
        db.session.rollback()
        return False
    return True


def _decide(mail: ReportMail, allowed_states: Sequence[ReportMailState], values: dict[str, Any], what: str) -> None:
    if mail.state not in allowed_states:
        raise InvalidInput(f"The mail to {mail.recipient} is {mail.state} and cannot be {what}.")
    changed = db.session.execute(
        update(ReportMail).where(ReportMail.id == mail.id, ReportMail.state == mail.state).values(**values)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict("Someone else decided about this mail first. Reload the page.")
