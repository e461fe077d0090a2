"""Runs an action on a database that may have no audit log: of another version, down, or being replaced."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from fsp.audit.action import Action
from fsp.audit.record import Actor, Trail, end, record
from fsp.cli.acting import actor
from fsp.cli.context import Context
from fsp.errors import FspError
from fsp.health.schema import read_schema
from fsp.models.audit_entry import AuditEntry, AuditOutcome
from fsp.stores import db

log = logging.getLogger(__name__)


@contextmanager
def acting_on_any_database(context: Context, action: Action, target: str) -> Iterator[None]:
    """Enter the application and log the action if the database can store it.

    A database that replaced the first one in the meantime gets both entries.
    """
    by = actor()
    with context.unchecked_app.app_context():
        _begin(action, target, by)
        try:
            yield
        except Exception as error:
            detail = str(error) if isinstance(error, FspError) else type(error).__name__
            _end(action, target, by, outcome=AuditOutcome.FAILED, detail=detail)
            raise
        _end(action, target, by, outcome=AuditOutcome.DONE)


def _begin(action: Action, target: str, by: Actor) -> None:
    try:
        if read_schema().is_usable:
            record(action, target, by=by)
    except SQLAlchemyError as error:
        _note_absence(error)


def _end(action: Action, target: str, by: Actor, *, outcome: AuditOutcome, detail: str = "") -> None:
    db.session.rollback()
    try:
        if not read_schema().is_usable:
            return
        start = db.session.scalar(select(AuditEntry).where(AuditEntry.request_id == by.request_id).limit(1))
        end(Trail(start) if start else record(action, target, by=by), outcome, detail=detail)
    except SQLAlchemyError as error:
        _note_absence(error)


def _note_absence(error: SQLAlchemyError) -> None:
    db.session.rollback()
    log.warning("not written to the audit log", extra={"error": type(error).__name__})
