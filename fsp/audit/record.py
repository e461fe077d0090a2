"""Writes the audit log: one entry before an action takes effect, and one with its result."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

from fsp.audit.action import Action
from fsp.audit.actor import set_actor
from fsp.clock import utc_now
from fsp.errors import FspError
from fsp.logs import one_line
from fsp.models.audit_entry import AuditEntry, AuditOutcome, Via
from fsp.security.redaction import redact, redact_text
from fsp.stores import db

log = logging.getLogger(__name__)

MAX_VALUE_CHARACTERS = 300
MAX_LIST_ITEMS = 50


@dataclass(frozen=True)
class Actor:
    """Who acts and from where: an account or a user of the machine, the address, and the request."""

    name: str
    via: Via
    address: str = ""
    request_id: str = ""


@dataclass
class Trail:
    """A logged action whose result is not written yet. Values added here become part of the result."""

    begun: AuditEntry
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    count: int | None = None
    detail: str = ""


class RecordDetails(TypedDict, total=False):
    """The optional arguments of `record`."""

    reason: str
    inputs: Mapping[str, Any] | None
    count: int | None
    outcome: AuditOutcome
    detail: str


def record(
    action: Action,
    target: str,
    *,
    by: Actor,
    reason: str = "",
    inputs: Mapping[str, Any] | None = None,
    count: int | None = None,
    outcome: AuditOutcome = AuditOutcome.BEGUN,
    detail: str = "",
) -> Trail:
    """Log and commit the start of an action. Call it before the action has any effect."""
    entry = AuditEntry(
        at=utc_now(),
        action=action.value,
        target=_text(target, 200),
        by=_text(by.name, 200),
        via=by.via.value,
        address=_text(by.address, 100),
        request_id=_text(by.request_id, 40),
        outcome=outcome.value,
        reason=_text(reason, 500),
        given=_values(inputs or {}),
        count=count,
        detail=_text(redact_text(detail), 2000),
    )
    _write(entry)
    set_actor(by.name, by.via)
    return Trail(entry)


def end(trail: Trail, outcome: AuditOutcome, *, detail: str = "") -> None:
    """Log and commit the result of an action."""
    begun = trail.begun
    entry = AuditEntry(
        at=utc_now(),
        action=begun.action,
        target=begun.target,
        by=begun.by,
        via=begun.via,
        address=begun.address,
        request_id=begun.request_id,
        outcome=outcome.value,
        begun_id=begun.id,
        count=trail.count,
        before=_values(trail.before),
        after=_values(trail.after),
        detail=_text(redact_text(detail or trail.detail), 2000),
    )
    _write(entry)


@contextmanager
def audited(action: Action, target: str, *, by: Actor, **details: Unpack[RecordDetails]) -> Iterator[Trail]:
    """Log the start of an action, run the block, and log its result. `details` are passed to `record`."""
    trail = record(action, target, by=by, **details)
    try:
        yield trail
    except Exception as error:
        db.session.rollback()
        end(trail, AuditOutcome.FAILED, detail=str(error) if isinstance(error, FspError) else type(error).__name__)
        raise
    end(trail, AuditOutcome.DONE)


def _write(entry: AuditEntry) -> None:
    db.session.add(entry)
    db.session.commit()
    if entry.via == Via.CLI:
        # The log of a command is the terminal it runs in.
        return
    fields = {name: getattr(entry, name) for name in ("action", "target", "by", "via", "address", "request_id")}
    log.info("audit", extra=fields | {"entry": entry.id, "outcome": entry.outcome, "detail": entry.detail})


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input of an action as storable JSON, without secrets and cut to a readable length."""
    return {_text(str(name), 100): _value(value) for name, value in redact(dict(values)).items()}


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return {_text(str(name), 100): _value(inner) for name, inner in list(value.items())[:MAX_LIST_ITEMS]}
    if isinstance(value, list | tuple):
        return [_value(inner) for inner in value[:MAX_LIST_ITEMS]]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _text(str(value), MAX_VALUE_CHARACTERS)


def _text(text: str, longest: int) -> str:
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"
