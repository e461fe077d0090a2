"""Requests runs of the writer, and cancels them."""

from sqlalchemy import select

from fsp.errors import Conflict, NotFound
from fsp.models.draft_run import DraftKind, DraftRun, DraftState
from fsp.models.item import Item
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.enqueue_call import Enqueued
from fsp.queueing.request import request_job
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing.endpoint import provider_of
from fsp.writing.order import DraftOrder, checked_order

JOB_TYPE = "content-generation"


def request_draft(item: Item, order: DraftOrder, *, by: str, settings: Settings) -> Enqueued:
    """Request a run; raise InvalidInput for one that cannot be carried out, Conflict for a deleted post."""
    if item.deleted_at is not None:
        raise Conflict("This post is deleted. Restore it first.")
    order = checked_order(order)
    if order.run_id is not None:
        other = find_run(item.id, order.run_id)
        if order.kind == DraftKind.CONTINUATION and other.revision_id is None:
            raise Conflict(f"Run {other.id} has no text to continue.")
        if order.kind == DraftKind.DRAFT and not other.outline.strip():
            raise Conflict(f"Run {other.id} has no outline to follow.")
    arguments = order.arguments(item.id, provider_of(settings.llm_base_url or ""))
    return request_job(JOB_TYPE, arguments, requested_by=by, project_id=item.project_id)


def find_run(item_id: int, run_id: int) -> DraftRun:
    """Return a run of a post; raise NotFound."""
    run = db.session.get(DraftRun, run_id)
    if run is None or run.item_id != item_id:
        raise NotFound(f"Run {run_id} of this post not found.")
    return run


def runs_of(item_id: int, *, limit: int = 20) -> list[DraftRun]:
    """Return the runs of a post, newest first."""
    rows = select(DraftRun).where(DraftRun.item_id == item_id).order_by(DraftRun.id.desc()).limit(limit)
    return list(db.session.scalars(rows))


def waiting_requests(item: Item, *, limit: int = 50) -> list[JobRequest]:
    """Return the requested runs of a post that no worker has begun or ended, newest first."""
    rows = db.session.scalars(
        select(JobRequest)
        .where(
            JobRequest.project_id == item.project_id,
            JobRequest.job_type == JOB_TYPE,
            JobRequest.state == RequestState.QUEUED,
        )
        .order_by(JobRequest.requested_at.desc())
        .limit(limit)
    )
    return [row for row in rows if row.arguments.get("item_id") == item.id]


def save_outline(item_id: int, run_id: int, outline: str, *, seen: str | None = None) -> DraftRun:
    """Save an outline as a person edited it; raise Conflict if a draft was written from it, or someone else was first.

    `seen` is the outline that the person began with.
    """
    run = find_run(item_id, run_id)
    if run.state != DraftState.OUTLINED:
        raise Conflict("Only the outline of a run that stopped after its outline can be edited.")
    if seen is not None and seen.strip() != run.outline.strip():
        raise Conflict("Someone else edited this outline. Your version was not saved. Reload the page to see theirs.")
    run.outline = f"{outline.strip()}\n"
    db.session.commit()
    return run
