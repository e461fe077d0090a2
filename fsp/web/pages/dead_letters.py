"""Dead letters: what died, why, and when."""

from flask import Blueprint, render_template, request
from sqlalchemy import func, select

from fsp.clock import utc_now
from fsp.extensions import db, end_reading
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState

dead_letters = Blueprint("dead_letters", __name__)

PAGE_SIZE = 50


@dead_letters.get("/dead-letters")
def index() -> str:
    """List dead jobs, newest first; `before` is the id the last page ended with."""
    wanted = select(DeadLetterQueue).where(DeadLetterQueue.state == DeadLetterState.DEAD)
    count = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    before = request.args.get("before", type=int)
    if before is not None:
        wanted = wanted.where(DeadLetterQueue.id < before)
    found = db.session.scalars(wanted.order_by(DeadLetterQueue.id.desc()).limit(PAGE_SIZE)).all()
    end_reading()
    last_id = found[-1].id if len(found) == PAGE_SIZE else None
    template = "panels/dead_letters.html" if request.headers.get("HX-Request") else "pages/dead_letters.html"
    return render_template(template, as_of=utc_now(), letters=found, count=count, next_before=last_id)
