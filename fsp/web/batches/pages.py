"""Batches: a list, a form for a new one, and one page for each."""

import json

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import iso, utc_now
from fsp.errors import Conflict, InvalidInput
from fsp.inspection.batches import read_batch, read_batches
from fsp.models.account import Role
from fsp.models.batch import BatchKind
from fsp.queueing.batch_body import BatchBody, read_body
from fsp.queueing.batch_cancel import cancel_batch
from fsp.stored import moment_of, read_or
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page

batches = Blueprint("batches", __name__)

PAGE_SIZE = 50
MEMBERS_SHOWN = 200


@batches.get("/batches")
@requires(Role.VIEWER)
def index() -> str:
    """List batches, the newest first; a form below adds one."""
    return _list()


@batches.post("/batches")
@requires(Role.OPERATOR, action=Action.ENQUEUE_BATCH, target="batch {name}")
def enqueue() -> Response | tuple[str, int]:
    """Enqueue the batch of the form. Invalid input stays in the form."""
    try:
        requested = _body().request(g.account.name)
    except (InvalidInput, Conflict) as error:
        return _list(fault=str(error)), 422
    flash("Batch enqueued." if requested.created else "This batch was enqueued before.")
    return redirect(url_for("batches.show", batch_id=requested.batch_id), 303)


@batches.get("/batches/<batch_id>")
@requires(Role.VIEWER)
def show(batch_id: str) -> str:
    """Show one batch; a poll gets the part that changes."""
    view = read_batch(current_redis(), batch_id, utc_now())
    state = request.args.get("state", "")
    members = [member for member in view.members if state in {"", member.state}]
    begin = max(0, request.args.get("from", default=0, type=int))
    shown = members[begin : begin + MEMBERS_SHOWN]
    following = begin + MEMBERS_SHOWN if len(members) > begin + MEMBERS_SHOWN else None
    return live_page("batches/batch", view=view, state=state, members=shown, begin=begin, following=following)


@batches.post("/batches/<batch_id>/cancel")
@requires(Role.OPERATOR, action=Action.CANCEL_BATCH, target="batch {batch_id}")
def stop(batch_id: str) -> Response:
    """Cancel every job of a batch that has not ended."""
    result = cancel_batch(current_redis(), batch_id, by=g.account.name, now=utc_now())
    stopping = f" {result.stopping} running jobs stop within seconds." if result.stopping else ""
    flash(f"Cancelled {result.cancelled} jobs.{stopping}")
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


def _list(fault: str = "") -> str:
    before = read_or(None, moment_of, request.args["before"]) if "before" in request.args else None
    summaries = read_batches(before=before, limit=PAGE_SIZE)
    older = iso(summaries[-1].batch.requested_at) if len(summaries) == PAGE_SIZE else ""
    values = {"batches": summaries, "older": older, "as_of": utc_now(), "fault": fault, "kinds": list(BatchKind)}
    return render_template("batches/index.html", **values) if fault else live_page("batches/index", **values)


def _body() -> BatchBody:
    content = {"kind": forms.text("kind"), "name": forms.text("name"), "jobs": _json("jobs")}
    if forms.text("callback").strip():
        content["callback"] = _json("callback")
    if forms.text("on_failure"):
        content["onFailure"] = forms.text("on_failure")
    return read_body(content)


def _json(name: str) -> object:
    try:
        return json.loads(forms.text(name))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{name} must be JSON: {error}.") from error
