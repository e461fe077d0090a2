"""`/api/bulk`: one action on many jobs or dead letters: count, start, undo, stop, and read the results."""

from flask import Response, g, url_for

from fsp.audit.action import Action
from fsp.bulk.catalogue import SUBJECTS
from fsp.bulk.operation import abort, job_id_of, start, undo
from fsp.bulk.prepare import prepare
from fsp.bulk.read import find_operation, recent, tally
from fsp.bulk.subject import Chosen
from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.models.bulk_operation import BulkOperation
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.bulk.schemas import ConfirmBody, ManyBody, OperationListShape, OperationPath, OperationShape
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem

bulk_api = api_blueprint("api_bulk")


@bulk_api.get("/api/bulk", responses={200: OperationListShape}, summary="List bulk actions")
@requires(Role.VIEWER)
def index() -> Response:
    """List bulk actions, newest first."""
    return answer(OperationListShape(operations=[_shape(operation) for operation in recent()]))


@bulk_api.post("/api/bulk", responses={201: OperationShape}, summary="Count jobs or dead letters for an action")
@requires(Role.OPERATOR, action=Action.COUNT_JOBS, target="{action} {scope} {q}")
def ask(body: ManyBody) -> tuple[Response, int, dict[str, str]]:
    """Count and freeze a selection. Nothing is done until the action is started."""
    subject, now = SUBJECTS[body.subject], utc_now()
    action = subject.action(body.action)
    if body.jobs:
        chosen = Chosen(body.jobs, "those named")
    else:
        chosen = subject.select(current_redis(), action, body.model_dump(exclude={"jobs", "per_minute"}), now)
    operation = prepare(subject, action, chosen, by=g.account.name, now=now, per_minute=body.per_minute)
    return answer(_shape(operation)), 201, {"Location": url_for("api_bulk.show", operation_id=operation.id)}


@bulk_api.get("/api/bulk/<operation_id>", responses={200: OperationShape}, summary="Read a bulk action")
@requires(Role.VIEWER)
def show(path: OperationPath) -> Response:
    """Return the progress."""
    return answer(_shape(find_operation(path.operation_id)))


@bulk_api.post("/api/bulk/<operation_id>/start", responses={200: OperationShape}, summary="Start a bulk action")
@requires(Role.OPERATOR, action=Action.START_BULK, target="bulk action {operation_id}")
def begin(path: OperationPath, body: ConfirmBody) -> Response:
    """Start in a few seconds. Safe to repeat."""
    total = find_operation(path.operation_id).total
    if body.confirm != total:
        raise InvalidInput(f"confirm must be the count, {total}, got {body.confirm}. No action was taken.")
    return answer(_shape(start(path.operation_id, confirmed=str(body.confirm), by=g.account.name, now=utc_now())))


@bulk_api.post(
    "/api/bulk/<operation_id>/undo", responses={200: OperationShape, 409: Problem}, summary="Undo a bulk action"
)
@requires(Role.OPERATOR, action=Action.UNDO_BULK, target="bulk action {operation_id}")
def take_back(path: OperationPath) -> Response:
    """Undo the action before it starts."""
    return answer(_shape(undo(path.operation_id, now=utc_now())))


@bulk_api.post(
    "/api/bulk/<operation_id>/abort", responses={200: OperationShape, 409: Problem}, summary="Stop a bulk action"
)
@requires(Role.OPERATOR, action=Action.ABORT_BULK, target="bulk action {operation_id}")
def stop(path: OperationPath) -> Response:
    """Stop the action. Remaining items stay unchanged."""
    return answer(_shape(abort(path.operation_id, now=utc_now())))


def _shape(operation: BulkOperation) -> OperationShape:
    return OperationShape.of(operation, job_id=job_id_of(operation), outcomes=tally(operation.id))
