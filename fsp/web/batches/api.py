"""`/api/batches`: request chains and groups, read and cancel them."""

from flask import Response, g, url_for

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.inspection.batches import read_batch, read_batches
from fsp.models.account import Role
from fsp.queueing.batch_body import BatchBody
from fsp.queueing.batch_cancel import cancel_batch
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.batches.schemas import (
    BatchCancelledShape,
    BatchListShape,
    BatchPath,
    BatchQuery,
    BatchShape,
    BatchSummaryShape,
)
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem

batches_api = api_blueprint("api_batches")


@batches_api.get("/api/batches", responses={200: BatchListShape}, summary="List batches")
@requires(Role.VIEWER)
def index(query: BatchQuery) -> Response:
    """Return batches, the newest first."""
    batches = read_batches(before=query.before, limit=query.limit)
    return answer(BatchListShape(batches=[BatchSummaryShape.of(batch) for batch in batches]))


@batches_api.post(
    "/api/batches", responses={200: BatchShape, 201: BatchShape, 409: Problem}, summary="Enqueue a batch of jobs"
)
@requires(Role.OPERATOR, action=Action.ENQUEUE_BATCH, target="batch {id}")
def enqueue(body: BatchBody) -> tuple[Response, int, dict[str, str]]:
    """Enqueue all jobs of a chain or a group; 200 for one that was requested before under its id."""
    request = body.request(g.account.name)
    view = read_batch(current_redis(), request.batch_id, utc_now())
    location = {"Location": url_for("api_batches.show", batch_id=request.batch_id)}
    return answer(BatchShape.of(view)), 201 if request.created else 200, location


@batches_api.get("/api/batches/<batch_id>", responses={200: BatchShape}, summary="Read one batch")
@requires(Role.VIEWER)
def show(path: BatchPath) -> Response:
    """Return the progress of a batch and the state of each job."""
    return answer(BatchShape.of(read_batch(current_redis(), path.batch_id, utc_now())))


@batches_api.post(
    "/api/batches/<batch_id>/cancel", responses={200: BatchCancelledShape, 409: Problem}, summary="Cancel a batch"
)
@requires(Role.OPERATOR, action=Action.CANCEL_BATCH, target="batch {batch_id}")
def stop(path: BatchPath) -> Response:
    """Cancel every job that has not ended."""
    cancelled = cancel_batch(current_redis(), path.batch_id, by=g.account.name, now=utc_now())
    return answer(BatchCancelledShape.of(cancelled))
