"""The pages of bulk actions: confirm the count, undo within seconds, stop, and see the result of each item."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.bulk.action import BulkAction, needs_typed_count
from fsp.bulk.catalogue import SUBJECTS, subject_of
from fsp.bulk.jobs import JOBS
from fsp.bulk.operation import UNDO, abort, job_id_of, start, undo
from fsp.bulk.prepare import prepare
from fsp.bulk.read import find_operation, items, recent, tally
from fsp.bulk.subject import Chosen
from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.models.bulk_operation import BulkOperation, ItemOutcome
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page

bulk = Blueprint("bulk", __name__)

ITEMS_SHOWN = 50


@bulk.get("/bulk")
@requires(Role.VIEWER)
def index() -> str:
    """List the bulk actions, newest first."""
    return render_template("bulk/index.html", operations=recent(), subjects=SUBJECTS, as_of=utc_now())


@bulk.post("/bulk")
@requires(Role.OPERATOR, action=Action.COUNT_JOBS, target="{action} {scope} {q}")
def ask() -> Response:
    """Count and freeze the selected jobs. Nothing is done yet."""
    action, now = JOBS.action(forms.text("action")), utc_now()
    if forms.text("scope") == "all":
        chosen = JOBS.select(current_redis(), action, request.form, now)
    else:
        chosen = Chosen(request.form.getlist("job"), "selected jobs")
    return _to(prepare(JOBS, action, chosen, by=g.account.name, now=now))


@bulk.get("/bulk/<operation_id>")
@requires(Role.VIEWER)
def show(operation_id: str) -> str:
    """Show one bulk action. A poll returns the part that changes."""
    return _page(operation_id)


@bulk.post("/bulk/<operation_id>/start")
@requires(Role.OPERATOR, action=Action.START_BULK, target="bulk action {operation_id}")
def begin(operation_id: str) -> Response | tuple[str, int]:
    """Start in a few seconds. A second click changes nothing."""
    try:
        return _to(start(operation_id, confirmed=forms.text("confirm"), by=g.account.name, now=utc_now()))
    except InvalidInput as error:
        return _page(operation_id, fault=str(error)), 422


@bulk.post("/bulk/<operation_id>/undo")
@requires(Role.OPERATOR, action=Action.UNDO_BULK, target="bulk action {operation_id}")
def take_back(operation_id: str) -> Response:
    """Undo the action before it starts."""
    return _to(undo(operation_id, now=utc_now()))


@bulk.post("/bulk/<operation_id>/abort")
@requires(Role.OPERATOR, action=Action.ABORT_BULK, target="bulk action {operation_id}")
def stop(operation_id: str) -> Response:
    """Stop the action. Remaining items stay unchanged."""
    return _to(abort(operation_id, now=utc_now()))


def _page(operation_id: str, *, fault: str = "") -> str:
    operation = find_operation(operation_id)
    outcome = request.args.get("outcome", "")
    after = request.args.get("after", default=0, type=int)
    shown = items(operation_id, outcome=outcome, after=after, limit=ITEMS_SHOWN)
    counts = tally(operation_id)
    return live_page(
        "bulk/operation",
        operation=operation,
        subject=subject_of(operation),
        job_id=job_id_of(operation),
        action=BulkAction(operation.action),
        counts={name: sum(reasons.values()) for name, reasons in counts.items()},
        reasons=[
            (name, reason, number) for name, counted in counts.items() for reason, number in counted.items() if reason
        ],
        outcomes=list(ItemOutcome),
        outcome=outcome,
        items=shown,
        next_after=shown[-1].number if len(shown) == ITEMS_SHOWN else None,
        needs_count=needs_typed_count(BulkAction(operation.action), operation.total),
        undo_seconds=round(UNDO.total_seconds()),
        fault=fault,
        as_of=utc_now(),
    )


def _to(operation: BulkOperation) -> Response:
    return redirect(url_for("bulk.show", operation_id=operation.id), 303)
