"""Dead letters: what died, why and when, and what becomes of it."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from fsp.clock import utc_now
from fsp.dead_letters.bulk import BulkAction, Selection, count, read_groups, request_bulk
from fsp.dead_letters.replay import discard, edited_arguments, find_dead_letter, replay
from fsp.errors import InvalidInput
from fsp.extensions import current_redis, db, end_reading
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.web import forms

dead_letters = Blueprint("dead_letters", __name__)

PAGE_SIZE = 50


@dead_letters.get("/dead-letters")
def index() -> str:
    """List dead jobs, newest first; `before` is the id the last page ended with."""
    wanted = select(DeadLetterQueue).where(DeadLetterQueue.state == DeadLetterState.DEAD)
    number = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    before = request.args.get("before", type=int)
    if before is not None:
        wanted = wanted.where(DeadLetterQueue.id < before)
    found = db.session.scalars(wanted.order_by(DeadLetterQueue.id.desc()).limit(PAGE_SIZE)).all()
    end_reading()
    last_id = found[-1].id if len(found) == PAGE_SIZE else None
    template = "panels/dead_letters.html" if request.headers.get("HX-Request") else "pages/dead_letters.html"
    view = {"letters": found, "count": number, "next_before": last_id, "groups": read_groups()}
    return render_template(template, as_of=utc_now(), **view)


@dead_letters.post("/dead-letters/bulk")
def in_bulk() -> Response:
    """Replay or discard a whole group; the number typed must be that of the letters there are."""
    selection = Selection(utc_now(), fingerprint=forms.text("fingerprint"))
    number = count(selection)
    if forms.whole_number("confirm") != number:
        raise InvalidInput(f"There are {number} dead letters of this kind; type that number to go on.")
    job_id = request_bulk(BulkAction(forms.text("action")), selection, by=g.account.name)
    flash(f"{number} dead letters are dealt with by this job.")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@dead_letters.post("/dead-letters/<int:letter_id>/replay")
def replay_one(letter_id: int) -> Response:
    """Run a dead job again as a new one, with edited arguments if the form holds any."""
    arguments = edited_arguments(request.form["arguments"]) if "arguments" in request.form else None
    letter = find_dead_letter(letter_id)
    job_id = replay(current_redis(), letter, by=g.account.name, now=utc_now(), arguments=arguments)
    flash("Replayed as a new job.")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@dead_letters.post("/dead-letters/<int:letter_id>/discard")
def discard_one(letter_id: int) -> Response:
    """Put a dead job aside for good."""
    discard(find_dead_letter(letter_id))
    flash("Discarded.")
    return redirect(url_for("dead_letters.index"), 303)
