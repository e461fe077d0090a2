"""Logs every action of a page or the API in the audit log before its view runs."""

import logging
from collections import defaultdict
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from fsp.audit.record import Actor, Trail, end, record
from fsp.models.audit_entry import AuditOutcome, Via
from fsp.stores import db
from fsp.web.access.address import client_address
from fsp.web.access.permissions import Permission, permission_of

log = logging.getLogger(__name__)

NOT_TOLD = frozenset({"csrf_token"})
SECRET_PREFIX = "secret-"  # noqa: S105  (the beginning of a field's name)
"""The beginning of the names of form fields that hold credentials. They are not logged."""
CREDENTIALS = "credentials"
"""The field of a JSON body that holds credentials. Only the names in it are logged."""
REFUSED = frozenset({401, 403})


def install(app: Flask) -> None:
    """Log every action of the application. Install it after everything that may refuse a request."""
    app.before_request(_begin)
    app.after_request(_end)


def actor(name: str | None = None) -> Actor:
    """Return who makes this request. A name can be given if nobody is signed in yet."""
    who = name if name is not None else g.account.name
    via = Via.API if request.path.startswith("/api/") else Via.PAGE
    return Actor(who, via, client_address(), g.request_id)


def note(
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    count: int | None = None,
    detail: str = "",
) -> None:
    """Add details to the result of this request's action in the audit log."""
    trail: Trail | None = g.get("trail")
    if trail is None:
        return
    trail.before |= before or {}
    trail.after |= after or {}
    trail.count = trail.count if count is None else count
    trail.detail = detail or trail.detail


def write_refusal(declared: Permission, detail: str) -> None:
    """Log that an account was refused."""
    if declared.action is not None:
        record(declared.action, _target(declared, {}), by=actor(), outcome=AuditOutcome.REFUSED, detail=detail)


def _begin() -> None:
    declared = permission_of(current_app, request.endpoint)
    if declared.action is None or declared.is_written_by_view or g.account is None:
        return
    fields = _given()
    # A bulk form filters by the reason of a dead letter, which is not the reason of the action.
    reason = fields.get("why", fields.get("reason"))
    g.trail = record(
        declared.action,
        _target(declared, fields),
        by=actor(),
        reason=reason if isinstance(reason, str) else "",
        inputs=fields,
    )


def _end(answer: Response) -> Response:
    trail: Trail | None = g.pop("trail", None)
    if trail is None:
        return answer
    code = answer.status_code
    outcome = AuditOutcome.DONE
    if code >= 400:  # noqa: PLR2004  (where HTTP's faults begin)
        outcome = AuditOutcome.REFUSED if code in REFUSED else AuditOutcome.FAILED
    try:
        db.session.rollback()
        end(trail, outcome, detail=g.get("fault", ""))
    except SQLAlchemyError:
        # The action was performed and its start is logged, but its result is not.
        db.session.rollback()
        log.exception("audit end not written", extra={"entry": trail.begun.id})
    return answer


def _given() -> dict[str, Any]:
    """Return the input of the request: the fields of its form, or its JSON."""
    if request.is_json:
        body = request.get_json(silent=True)
        return _without_credentials(body) if isinstance(body, dict) else {}
    return {
        name: _one_or_all(values)
        for name, values in request.form.lists()
        if name not in NOT_TOLD and not name.startswith(SECRET_PREFIX)
    }


def _without_credentials(body: dict[str, Any]) -> dict[str, Any]:
    secrets = body.get(CREDENTIALS)
    if secrets is None:
        return body
    return {**body, CREDENTIALS: sorted(map(str, secrets)) if isinstance(secrets, dict) else "not logged"}


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _target(declared: Permission, fields: dict[str, Any]) -> str:
    named = {name: value for name, value in fields.items() if isinstance(value, str)}
    return declared.target.format_map(defaultdict(str, named | (request.view_args or {})))
