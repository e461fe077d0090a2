"""The pages of dead letters: error groups, single dead letters, and their actions."""

import secrets

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.bulk.action import needs_typed_count
from fsp.bulk.dead_letters import DEAD_LETTERS, selection_for
from fsp.bulk.operation import BULK_JOB, UNDO, start, undo
from fsp.bulk.prepare import PER_MINUTE, prepare
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.dead_letters.arguments import edited_arguments
from fsp.dead_letters.replay import discard, find_dead_letter, replay, restore
from fsp.dead_letters.selection import count, selection_of
from fsp.errors import Conflict
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.dead_letters.filter_line import cleared, filter_chips, tabs_of
from fsp.web.dead_letters.views import REASONS, STATES, query_of, read_edit, read_letter, read_letters
from fsp.web.etags import letter_mark, refuse_unless
from fsp.web.partials import live_page
from fsp.web.schema_form import arguments_of
from fsp.web.toasts import Undo, done

dead_letters = Blueprint("dead_letters", __name__)


@dead_letters.get("/dead-letters")
@requires(Role.VIEWER)
def index() -> str:
    """List error groups or single dead letters. The filter is in the URL."""
    now = utc_now()
    by_cause = request.args.get("view") != "letters"
    view = read_letters(
        selection_of(request.args, now=now),
        now=now,
        by_cause=by_cause,
        version=current_settings().code_version,
        before_id=request.args.get("before", type=int),
    )
    return live_page(
        "dead_letters/index",
        view=view,
        by_cause=by_cause,
        choices={"type": [job_type.name for job_type in all_job_types()], "reason": REASONS},
        tabs=tabs_of(view),
        chips=filter_chips(view),
        clear=cleared(view),
    )


@dead_letters.get("/dead-letters/groups/<fingerprint>")
@requires(Role.VIEWER)
def group(fingerprint: str) -> str:
    """Show one error group with its dead letters."""
    now = utc_now()
    selection = selection_of(request.args | {"fingerprint": fingerprint}, now=now)
    before_id = request.args.get("before", type=int)
    version = current_settings().code_version
    view = read_letters(selection, now=now, by_cause=False, version=version, before_id=before_id)
    return live_page("dead_letters/group", view=view, fingerprint=fingerprint, states=STATES)


@dead_letters.get("/dead-letters/<int:letter_id>")
@requires(Role.VIEWER)
def show(letter_id: int) -> str:
    """Show one dead letter."""
    view = read_letter(current_redis(), letter_id, now=utc_now())
    return live_page("dead_letters/dead_letter", view=view, seen=letter_mark(find_dead_letter(letter_id)))


@dead_letters.get("/dead-letters/<int:letter_id>/edit")
@requires(Role.OPERATOR)
def edit(letter_id: int) -> str:
    """Show the arguments of a dead letter as form fields."""
    view = read_edit(current_redis(), letter_id, None, compares=False)
    return render_template("dead_letters/edit.html", view=view, seen=letter_mark(find_dead_letter(letter_id)))


@dead_letters.post("/dead-letters/<int:letter_id>/edit")
@requires(Role.OPERATOR)
def compare(letter_id: int) -> tuple[str, int]:
    """Validate edited arguments and compare them with the original ones. Nothing changes."""
    job_type = get_job_type(find_dead_letter(letter_id).job_type)
    arguments = arguments_of(job_type.arguments_model, request.form)
    view = read_edit(current_redis(), letter_id, arguments, compares=True)
    code = 200 if view.edited else 422
    return render_template("dead_letters/edit.html", view=view, seen=letter_mark(find_dead_letter(letter_id))), code


@dead_letters.post("/dead-letters/<int:letter_id>/replay")
@requires(Role.OPERATOR, action=Action.REPLAY_DEAD_LETTER, target="dead letter {letter_id}")
def replay_one(letter_id: int) -> Response:
    """Replay a dead letter as a new job, with edited arguments or from a step if the form names them."""
    arguments = edited_arguments(request.form["arguments"]) if "arguments" in request.form else None
    letter = find_dead_letter(letter_id)
    refuse_unless(letter_mark(letter))
    by, step = g.account.name, request.form.get("from_step")
    job_id = replay(current_redis(), letter, by=by, now=utc_now(), arguments=arguments, from_step=step)
    note(before={"state": letter.state}, after={"state": "replayed", "job_id": job_id})
    flash("Replayed as a new job.")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@dead_letters.post("/dead-letters/<int:letter_id>/discard")
@requires(Role.OPERATOR, action=Action.DISCARD_DEAD_LETTER, target="dead letter {letter_id}")
def discard_one(letter_id: int) -> Response:
    """Discard a dead letter."""
    letter = find_dead_letter(letter_id)
    refuse_unless(letter_mark(letter))
    discard(letter, by=g.account.name, now=utc_now())
    note(before={"state": "dead"}, after={"state": "discarded"})
    done("Discarded.", Undo(url_for("dead_letters.restore_one", letter_id=letter_id)))
    return redirect(url_for("dead_letters.show", letter_id=letter_id), 303)


@dead_letters.post("/dead-letters/<int:letter_id>/restore")
@requires(Role.OPERATOR, action=Action.RESTORE_DEAD_LETTER, target="dead letter {letter_id}")
def restore_one(letter_id: int) -> Response:
    """Restore a discarded dead letter."""
    letter = find_dead_letter(letter_id)
    refuse_unless(letter_mark(letter))
    restore(letter, by=g.account.name, now=utc_now())
    note(before={"state": "discarded"}, after={"state": "dead"})
    done("Restored.", Undo(url_for("dead_letters.discard_one", letter_id=letter_id)))
    return redirect(url_for("dead_letters.show", letter_id=letter_id), 303)


@dead_letters.get("/dead-letters/bulk")
@requires(Role.OPERATOR)
def ask() -> str:
    """Count the targets of an action, and ask for confirmation."""
    action = DEAD_LETTERS.action(request.args.get("action", ""))
    selection = selection_for(action, request.args, now=utc_now())
    number = count(selection)
    return render_template(
        "dead_letters/bulk.html",
        action=action,
        selection=selection,
        number=number,
        query=query_of(selection),
        wants_number=needs_typed_count(action, number),
        once=secrets.token_hex(8),
        per_minute=PER_MINUTE,
        undo_seconds=round(UNDO.total_seconds()),
    )


@dead_letters.post("/dead-letters/bulk")
@requires(Role.OPERATOR, action=Action.BULK_DEAD_LETTERS, target="dead letters")
def in_bulk() -> Response:
    """Start a bulk action on exactly the dead letters that were counted."""
    action, by, now = DEAD_LETTERS.action(forms.text("action")), g.account.name, utc_now()
    operation = prepare(
        DEAD_LETTERS,
        action,
        DEAD_LETTERS.select(current_redis(), action, request.form, now),
        by=by,
        now=now,
        per_minute=forms.whole_number("per_minute") or PER_MINUTE,
        once="".join(filter(str.isalnum, forms.text("once")))[:32],
    )
    counted = forms.whole_number("count")
    if counted is not None and counted != operation.total:
        undo(operation.id, now=now)
        raise Conflict(f"The selection changed from {counted} to {operation.total} dead letters. No action was taken.")
    started = start(operation.id, confirmed=forms.text("typed"), by=by, now=now)
    note(count=started.total, after={"bulk action": started.id})
    return redirect(url_for("bulk.show", operation_id=started.id), 303)


@dead_letters.get("/dead-letters/bulk/<job_id>")
@requires(Role.VIEWER)
def bulk_job(job_id: str) -> Response:
    """Redirect from an old address to the bulk action of a job, or to the job of an older one."""
    operation_id = job_id.removeprefix(f"{BULK_JOB}-")
    if operation_id == job_id:
        return redirect(url_for("jobs.show", job_id=job_id))
    return redirect(url_for("bulk.show", operation_id=operation_id))
