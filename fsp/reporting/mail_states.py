"""Reads and records the state of each mail with a report.

Each change is one conditional UPDATE, so that no mail is sent twice.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from fsp.errors import NotFound
from fsp.models.report_subscription import ReportMail, ReportMailState
from fsp.stores import db

JOB_TYPE = "mail-report"
INTERRUPTED = "The worker stopped while the mail was sent. It may have arrived."
SHOWN = 50


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


def _of_job(subscription_id: int, due_at: datetime, mail_id: int | None) -> list[ColumnElement[bool]]:
    if mail_id is not None:
        return [ReportMail.id == mail_id]
    return [ReportMail.subscription_id == subscription_id, ReportMail.due_at == due_at]
