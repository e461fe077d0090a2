"""The pages of job types and queues: limits, circuits and pauses, and their actions."""

from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import later, utc_now
from fsp.errors import InvalidArguments
from fsp.gates.controls import close_circuit, pause_queue, pause_type, reset_limit, resume_queue, resume_type, set_limit
from fsp.gates.gate import slots_of
from fsp.gates.limits import LimitOverride
from fsp.gates.pauses import Pause
from fsp.history.series import Range
from fsp.jobs.registry import get_job_type
from fsp.models.account import Role
from fsp.queueing.request import request_job
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.etags import circuit_mark, gate_of, limit_mark, only_if_unchanged, pause_mark, pause_of_queue
from fsp.web.job_types.job_type_view import JobTypePage, read_job_type
from fsp.web.job_types.views import read_job_types
from fsp.web.partials import live_page
from fsp.web.schema_form import arguments_of, fields_of
from fsp.web.toasts import Undo, done, pause_again

job_types = Blueprint("job_types", __name__)


@job_types.get("/job-types")
@requires(Role.VIEWER)
def index() -> str:
    """List queues and job types. `range` is in the URL: `24h`, otherwise the last hour."""
    is_day = request.args.get("range") == Range.DAY
    return live_page("job_types/index", view=read_job_types(current_redis(), utc_now(), is_day=is_day))


@job_types.get("/job-types/<path:name>")
@requires(Role.VIEWER)
def show(name: str) -> str:
    """Show one job type. A poll returns the part that changes. `range` is in the URL."""
    return live_page("job_types/job_type", view=_read(name), ranges=Range)


@job_types.post("/job-types/<path:name>/enqueue")
@requires(Role.OPERATOR, action=Action.ENQUEUE_JOB, target="job type {name}")
def enqueue(name: str) -> Response | tuple[str, int]:
    """Enqueue a job manually. Invalid input is shown again with its errors."""
    rules = get_job_type(name)
    try:
        typed = {name: text.strip() for name, text in request.form.items()}
        arguments = arguments_of(rules.arguments_model, typed)
        job = request_job(name, arguments, requested_by=g.account.name)
    except InvalidArguments as error:
        fields = fields_of(rules.arguments_model, values=request.form, faults=error.faults)
        view = read_job_type(current_redis(), name, utc_now(), fields=fields)
        return render_template("job_types/job_type.html", view=view, ranges=Range, error=str(error)), 422
    flash(f"Job enqueued ({rules.priority.value} priority).")
    return redirect(url_for("jobs.show", job_id=job.job_id), 303)


@job_types.post("/job-types/<path:name>/pause")
@requires(Role.OPERATOR, action=Action.PAUSE_JOB_TYPE, target="job type {name}")
def pause(name: str) -> Response:
    """Pause a job type."""
    with only_if_unchanged(f"job type {name}", lambda: pause_mark(gate_of(name).pause)):
        pause_type(current_redis(), name, _pause(utc_now()))
    undo = Undo(url_for("job_types.resume", name=name), {"seen": pause_mark(gate_of(name).pause)})
    return _done(f"{name} is paused. Running jobs continue.", name, undo)


@job_types.post("/job-types/<path:name>/resume")
@requires(Role.OPERATOR, action=Action.RESUME_JOB_TYPE, target="job type {name}")
def resume(name: str) -> Response:
    """Resume a job type."""
    with only_if_unchanged(f"job type {name}", lambda: pause_mark(gate_of(name).pause)):
        before = gate_of(name).pause
        resume_type(current_redis(), name)
    undo = pause_again(url_for("job_types.pause", name=name), before, utc_now(), seen=pause_mark(None))
    return _done(f"{name} resumed.", name, undo)


@job_types.post("/job-types/<path:name>/close-circuit")
@requires(Role.OPERATOR, action=Action.CLOSE_CIRCUIT, target="job type {name}")
def close(name: str) -> Response:
    """Close a circuit without waiting for its probe."""
    with only_if_unchanged(f"job type {name}", lambda: circuit_mark(gate_of(name))):
        close_circuit(current_redis(), name)
    return _done(f"Circuit breaker of {name} closed.", name)


@job_types.post("/job-types/<path:name>/limit")
@requires(Role.OPERATOR, action=Action.SET_LIMIT, target="job type {name}")
def limit(name: str) -> Response:
    """Override the concurrency limit of a job type."""
    new_limit = forms.whole_number("limit") or 0
    with only_if_unchanged(f"job type {name}", lambda: limit_mark(gate_of(name))):
        note(before={"limit": slots_of(current_redis(), name, utc_now())}, after={"limit": new_limit})
        before = gate_of(name).override
        set_limit(current_redis(), name, LimitOverride(new_limit, g.account.name, forms.text("reason"), utc_now()))
    return _done(f"Concurrency limit of {name} set to {new_limit}.", name, _limit_again(name, before))


@job_types.post("/job-types/<path:name>/reset-limit")
@requires(Role.OPERATOR, action=Action.RESET_LIMIT, target="job type {name}")
def unlimit(name: str) -> Response:
    """Reset the concurrency limit of a job type to its default."""
    rules = get_job_type(name)
    with only_if_unchanged(f"job type {name}", lambda: limit_mark(gate_of(name))):
        note(before={"limit": slots_of(current_redis(), name, utc_now())}, after={"limit": rules.concurrency})
        before = gate_of(name).override
        reset_limit(current_redis(), name)
    undo = _limit_again(name, before) if before else None
    return _done(f"Concurrency limit of {name} reset to {rules.concurrency}.", name, undo)


@job_types.post("/queues/<name>/pause")
@requires(Role.OPERATOR, action=Action.PAUSE_QUEUE, target="queue {name}")
def pause_one_queue(name: str) -> Response:
    """Pause a queue."""
    with only_if_unchanged(f"queue {name}", lambda: pause_mark(pause_of_queue(name))):
        pause_queue(current_redis(), name, _pause(utc_now()))
    undo = Undo(url_for("job_types.resume_one_queue", name=name), {"seen": pause_mark(pause_of_queue(name))})
    return _done(f"The queue {name} is paused. Running jobs continue.", undo=undo)


@job_types.post("/queues/<name>/resume")
@requires(Role.OPERATOR, action=Action.RESUME_QUEUE, target="queue {name}")
def resume_one_queue(name: str) -> Response:
    """Resume a queue."""
    with only_if_unchanged(f"queue {name}", lambda: pause_mark(pause_of_queue(name))):
        before = pause_of_queue(name)
        resume_queue(current_redis(), name)
    undo = pause_again(url_for("job_types.pause_one_queue", name=name), before, utc_now(), seen=pause_mark(None))
    return _done(f"Queue {name} resumed.", undo=undo)


def _pause(now: datetime) -> Pause:
    minutes = forms.whole_number("minutes")
    until = later(now, minutes=minutes) if minutes else None
    return Pause(g.account.name, forms.text("reason"), now, until)


def _limit_again(name: str, before: LimitOverride | None) -> Undo:
    seen = limit_mark(gate_of(name))
    if before is None:
        return Undo(url_for("job_types.unlimit", name=name), {"seen": seen})
    return Undo(url_for("job_types.limit", name=name), {"limit": before.limit, "reason": before.reason, "seen": seen})


def _read(name: str) -> JobTypePage:
    span = request.args.get("range", "")
    length = Range(span) if span in set(Range) else Range.DAY
    return read_job_type(current_redis(), name, utc_now(), length=length)


def _done(words: str, name: str | None = None, undo: Undo | None = None) -> Response:
    if undo:
        done(words, undo)
    else:
        flash(words)
    where = url_for("job_types.show", name=name) if name else url_for("job_types.index")
    return redirect(where, 303)
