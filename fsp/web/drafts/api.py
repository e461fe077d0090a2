"""`/api/items/…/drafts`: request runs of the writer, read them, and decide on what they propose."""

from flask import Response, g, url_for
from flask_openapi.types import ResponseDict

from fsp.audit.action import Action
from fsp.content.lookup import find_item
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.models.draft_run import DraftState
from fsp.stores import current_redis, end_reading
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.drafts.schemas import (
    AcceptBody,
    AcceptedShape,
    DraftBlockShape,
    DraftBody,
    DraftDetailShape,
    DraftPath,
    DraftRequestedShape,
    DraftRunListShape,
    DraftRunShape,
    OutlineBody,
)
from fsp.web.items.schemas import ItemPath
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem
from fsp.writing import proposal
from fsp.writing.partial_text import read_arriving
from fsp.writing.request import find_run, request_draft, runs_of, save_outline, waiting_requests
from fsp.writing.spending import in_units
from fsp.writing.usage import usage_of_item

drafts_api = api_blueprint("api_drafts")

CHANGED_RUN: ResponseDict = {200: DraftRunShape, 409: Problem}


@drafts_api.post(
    "/api/items/<int:item_id>/draft", responses={201: DraftRequestedShape, 409: Problem}, summary="Request a draft"
)
@requires(Role.OPERATOR, action=Action.GENERATE_DRAFT, target="item {item_id}")
def draft(path: ItemPath, body: DraftBody) -> tuple[Response, int, dict[str, str]]:
    """Write an outline, a draft, a revision or a continuation. Without a body, an outline and a draft."""
    job = request_draft(find_item(path.item_id), body.order(), by=g.account.name, settings=current_settings())
    note(after={"job_id": job.job_id})
    shape = DraftRequestedShape(job_id=job.job_id)
    return answer(shape), 201, {"Location": url_for("api_jobs.show", job_id=job.job_id)}


@drafts_api.get("/api/items/<int:item_id>/drafts", responses={200: DraftRunListShape}, summary="List runs of a post")
@requires(Role.VIEWER)
def index(path: ItemPath) -> Response:
    """Return the newest 20 runs of the writer for a post."""
    item = find_item(path.item_id)
    runs = runs_of(item.id)
    begun = {run.job_id for run in runs}
    waiting = [request.job_id for request in waiting_requests(item) if request.job_id not in begun]
    charged = in_units(usage_of_item(item.id).charged)
    end_reading()
    return answer(
        DraftRunListShape(
            runs=DraftRunShape.list_of(runs),
            waiting_jobs=waiting,
            charged=charged,
            currency=current_settings().llm_currency,
        )
    )


@drafts_api.get("/api/items/<int:item_id>/drafts/<int:run_id>", responses={200: DraftDetailShape}, summary="Read a run")
@requires(Role.VIEWER)
def show(path: DraftPath) -> Response:
    """Return a run with its text. While it is written, the text is what has arrived."""
    item, run = find_item(path.item_id), find_run(path.item_id, path.run_id)
    text, blocks = proposal.body_of(run.revision_id), []
    if run.state == DraftState.PROPOSED:
        blocks = DraftBlockShape.list_of(proposal.read_proposal(run, item).blocks)
    seen = item.current_revision_id
    end_reading()
    if run.state == DraftState.RUNNING:
        text = read_arriving(current_redis(), run.job_id).text
    return answer(DraftDetailShape.of(run, text=text, seen_revision_id=seen, blocks=blocks))


@drafts_api.put(
    "/api/items/<int:item_id>/drafts/<int:run_id>/outline", responses=CHANGED_RUN, summary="Edit an outline"
)
@requires(Role.OPERATOR, action=Action.EDIT_OUTLINE, target="item {item_id}: run {run_id}")
def outline(path: DraftPath, body: OutlineBody) -> Response:
    """Change the outline of a run that stopped after its outline."""
    return answer(DraftRunShape.of(save_outline(path.item_id, path.run_id, body.outline)))


@drafts_api.post(
    "/api/items/<int:item_id>/drafts/<int:run_id>/accept",
    responses={201: AcceptedShape, 409: Problem},
    summary="Accept a proposal",
)
@requires(Role.OPERATOR, action=Action.ACCEPT_DRAFT, target="item {item_id}: run {run_id}")
def accept(path: DraftPath, body: AcceptBody) -> tuple[Response, int]:
    """Save the text with the accepted paragraphs as a new revision."""
    revision = proposal.accept(
        path.item_id, path.run_id, body.accepted, seen_revision_id=body.seen_revision_id, by=g.account.name
    )
    note(after={"revision": revision.number})
    return answer(AcceptedShape(revision_id=revision.id, number=revision.number)), 201


@drafts_api.post(
    "/api/items/<int:item_id>/drafts/<int:run_id>/discard", responses=CHANGED_RUN, summary="Discard a proposal"
)
@requires(Role.OPERATOR, action=Action.DISCARD_DRAFT, target="item {item_id}: run {run_id}")
def discard(path: DraftPath) -> Response:
    """Discard a proposal or an outline. Its text stays among the revisions."""
    return answer(DraftRunShape.of(proposal.discard(path.item_id, path.run_id, by=g.account.name)))


@drafts_api.post(
    "/api/items/<int:item_id>/drafts/<int:run_id>/restore", responses=CHANGED_RUN, summary="Restore a proposal"
)
@requires(Role.OPERATOR, action=Action.RESTORE_DRAFT, target="item {item_id}: run {run_id}")
def restore(path: DraftPath) -> Response:
    """Restore a discarded proposal or outline."""
    return answer(DraftRunShape.of(proposal.restore(path.item_id, path.run_id)))
