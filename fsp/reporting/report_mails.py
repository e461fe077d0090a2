"""Records what happens to each mail with a report.

Each change is one conditional UPDATE, so that no mail is sent twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError

from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.jobs.job_options import RequestOptions
from fsp.jobs.registry import get_job_type
from fsp.models.report_subscription import ReportMail, ReportMailState, ReportSubscription
from fsp.queueing.request import add_request, commit_and_enqueue
from fsp.reporting.rhythm import latest_due
from fsp.reporting.subscriptions import list_subscriptions
from fsp.stores import db

JOB_TYPE = "mail-report"
INTERRUPTED = "The worker stopped while the mail was sent. It may have arrived."
SHOWN = 50


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


def find_mail(mail_id: int) -> ReportMail:
    """Return a mail; raise NotFound if it does not exist."""
    mail = db.session.get(ReportMail, mail_id)
    if mail is None:
        raise NotFound(f"There is no report mail {mail_id}. It may have been deleted with its subscription.")
    return mail


def recent_mails(subscription_id: int | None = None) -> list[ReportMail]:
    """Return the last mails, newest first, at most 50."""
    query = select(ReportMail).order_by(ReportMail.due_at.desc(), ReportMail.id.desc()).limit(SHOWN)
    if subscription_id is not None:
        query = query.where(ReportMail.subscription_id == subscription_id)
    return list(db.session.scalars(query))


def take_up(subscription_id: int, due_at: datetime, mail_id: int | None, *, is_replay: bool) -> list[int]:
    """Return the mails that a job sends: those that wait, and in a replay also those that were refused.

    Mails that an earlier attempt left while it sent them become unknown.
    """
    of_job = _of_job(subscription_id, due_at, mail_id)
    mails = update(ReportMail).where(*of_job)
    interrupted = mails.where(ReportMail.state == ReportMailState.SENDING)
    db.session.execute(interrupted.values(state=ReportMailState.UNKNOWN, error=INTERRUPTED))
    if is_replay:
        refused = mails.where(ReportMail.state == ReportMailState.FAILED)
        db.session.execute(refused.values(state=ReportMailState.WAITING))
    db.session.commit()
    waiting = select(ReportMail.id).where(*of_job, ReportMail.state == ReportMailState.WAITING)
    return list(db.session.scalars(waiting.order_by(ReportMail.id)))


def states_of(subscription_id: int, due_at: datetime, mail_id: int | None) -> dict[str, int]:
    """Return how many mails of a job are in each state."""
    states = select(ReportMail.state, func.count()).where(*_of_job(subscription_id, due_at, mail_id))
    return dict(db.session.execute(states.group_by(ReportMail.state)).all())


def record(mail_id: int, state: ReportMailState, now: datetime, *, before: ReportMailState, **values: Any) -> bool:
    """Move a mail from one state to the next; return False if it is in another one."""
    changed = db.session.execute(
        update(ReportMail)
        .where(ReportMail.id == mail_id, ReportMail.state == before)
        .values(state=state, updated_at=now, **values)
    )
    db.session.commit()
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def fail_waiting(job_type: str, arguments: Mapping[str, Any], error: str) -> None:
    """Mark the mails of a job that failed permanently."""
    if job_type != JOB_TYPE:
        return
    due_at = datetime.fromisoformat(arguments["due_at"])
    of_job = _of_job(arguments["subscription_id"], due_at, arguments.get("mail_id"))
    db.session.execute(
        update(ReportMail)
        .where(*of_job, ReportMail.state == ReportMailState.WAITING)
        .values(state=ReportMailState.FAILED, error=error)
    )
    db.session.commit()


def _job_id(subscription_id: int, due_at: datetime) -> str:
    return f"report-{subscription_id}-{due_at:%Y%m%dT%H%M%SZ}"


def _of_job(subscription_id: int, due_at: datetime, mail_id: int | None) -> list[ColumnElement[bool]]:
    if mail_id is not None:
        return [ReportMail.id == mail_id]
    return [ReportMail.subscription_id == subscription_id, ReportMail.due_at == due_at]


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
