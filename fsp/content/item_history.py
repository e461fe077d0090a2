"""Adds events to the history of a post, within the caller's transaction."""

from fsp.audit.actor import current_actor
from fsp.jobs.run_context import find_run
from fsp.models.audit_entry import Via
from fsp.models.item_event import EventKind, ItemEvent
from fsp.stores import db

MAX_TEXT_CHARACTERS = 2_000


def add_event(item_id: int, kind: EventKind, *, by: str | None = None, place: str = "", **facts: object) -> None:
    """Add an event. Who acts comes from the request, the command or the job, unless `by` names it."""
    run = find_run()
    # A worker may have logged somebody else's action in the same context before.
    name, via = ("", Via.JOB.value) if run else current_actor()
    db.session.add(
        ItemEvent(
            item_id=item_id,
            kind=kind,
            by=name if by is None else by,
            via=via,
            place=place[:200],
            job_id=run.job_id if run else "",
            data={key: _stored(value) for key, value in facts.items() if value not in (None, "", [])},
        )
    )


def _stored(value: object) -> object:
    return value[:MAX_TEXT_CHARACTERS] if isinstance(value, str) else value
