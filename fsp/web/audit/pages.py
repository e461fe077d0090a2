"""The audit log page with search, and its exports."""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlencode

from flask import Blueprint, Response, request, stream_with_context

from fsp.audit.action import Action
from fsp.audit.export import csv_lines, json_lines
from fsp.audit.search import AuditFilter, Line, search, search_all
from fsp.clock import utc_now
from fsp.models.account import Role
from fsp.models.audit_entry import AuditOutcome, Via
from fsp.web.access.permissions import requires
from fsp.web.forms import moment_in_address
from fsp.web.partials import live_page

audit = Blueprint("audit", __name__)

PAGE_SIZE = 50
FORMS: dict[str, tuple[str, Callable[[Iterable[Line]], Iterator[str]]]] = {
    "csv": ("text/csv", csv_lines),
    "jsonl": ("application/jsonl", json_lines),
}


@audit.get("/audit")
@requires(Role.VIEWER)
def index() -> str:
    """List audited actions, newest first. The search is in the URL."""
    criteria = _filter()
    lines = search(criteria, before_id=request.args.get("before", type=int), limit=PAGE_SIZE)
    search_fields = {name: value for name, value in request.args.items() if value and name != "before"}
    older = urlencode(search_fields | {"before": lines[-1].begun.id}) if len(lines) == PAGE_SIZE else ""
    return live_page(
        "audit/index",
        as_of=utc_now(),
        lines=lines,
        asked=search_fields,
        query=urlencode(search_fields),
        older=older,
        choices={"action": sorted(Action), "via": list(Via), "outcome": list(AuditOutcome)},
    )


@audit.get("/audit.<any(csv, jsonl):form>")
@requires(Role.VIEWER)
def export(form: str) -> Response:
    """Download all results of a search."""
    media_type, write = FORMS[form]
    criteria = _filter()
    body = stream_with_context(write(search_all(criteria)))
    headers = {"Content-Disposition": f"attachment; filename=fsp-audit.{form}"}
    return Response(body, content_type=f"{media_type}; charset=utf-8", headers=headers)


def _filter() -> AuditFilter:
    """Return the search in the URL; raise InvalidInput for an invalid time."""
    texts = {
        name: request.args.get(name, "").strip()[:200] for name in ("by", "action", "target", "via", "outcome", "text")
    }
    return AuditFilter(**texts, since=moment_in_address("since"), until=moment_in_address("until"))
