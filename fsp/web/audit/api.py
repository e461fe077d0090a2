"""`/api/audit`: what was done, by whom, from where, and with what result."""

from flask import Response

from fsp.audit.search import AuditFilter, search
from fsp.models.account import Role
from fsp.web.access.permissions import requires
from fsp.web.audit.schemas import AuditLineShape, AuditListShape, AuditQuery
from fsp.web.openapi import answer, api_blueprint

audit_api = api_blueprint("api_audit")


@audit_api.get("/api/audit", responses={200: AuditListShape}, summary="Search the audit log")
@requires(Role.VIEWER)
def index(query: AuditQuery) -> Response:
    """List audited actions, newest first."""
    criteria = AuditFilter(
        by=query.by,
        action=query.action,
        target=query.target,
        via=query.via or "",
        outcome=query.outcome or "",
        text=query.text,
        since=query.since,
        until=query.until,
    )
    lines = search(criteria, before_id=query.before, limit=query.limit)
    return answer(AuditListShape(entries=AuditLineShape.list_of(lines)))
