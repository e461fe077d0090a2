"""`/api/job-types/…` and `/api/queues/…`: pause, resume, close a circuit, set a limit."""

from contextlib import AbstractContextManager
from datetime import datetime

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import later, utc_now
from fsp.gates.controls import close_circuit, pause_queue, pause_type, reset_limit, resume_queue, resume_type, set_limit
from fsp.gates.gate import slots_of
from fsp.gates.limits import LimitOverride
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.queues import read_queues
from fsp.jobs.registry import get_job_type
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.etags import gate_mark, gate_of, only_if_unchanged, pause_mark, pause_of_queue
from fsp.web.job_types.schemas import GateShape, LimitBody, PauseBody, QueueListShape, QueueShape
from fsp.web.openapi import CHANGED, answer, api_blueprint, tagged
from fsp.web.schema import NamePath

gates_api = api_blueprint("api_gates")


@gates_api.get(
    "/api/job-types/<path:name>/gate",
    responses={200: GateShape},
    summary="Read a job type's limit, circuit breaker and pause",
)
@requires(Role.VIEWER)
def show(path: NamePath) -> Response:
    """Return the gate of a job type."""
    return _gate(path.name)


@gates_api.post("/api/job-types/<path:name>/pause", responses={200: GateShape, **CHANGED}, summary="Pause a job type")
@requires(Role.OPERATOR, action=Action.PAUSE_JOB_TYPE, target="job type {name}")
def pause_one_type(path: NamePath, body: PauseBody) -> Response:
    """Pause a job type."""
    with _unchanged_type(path.name):
        pause_type(current_redis(), path.name, _pause(body, utc_now()))
    return _gate(path.name)


@gates_api.post("/api/job-types/<path:name>/resume", responses={200: GateShape, **CHANGED}, summary="Resume a job type")
@requires(Role.OPERATOR, action=Action.RESUME_JOB_TYPE, target="job type {name}")
def resume_one_type(path: NamePath) -> Response:
    """Resume a job type."""
    with _unchanged_type(path.name):
        resume_type(current_redis(), path.name)
    return _gate(path.name)


@gates_api.post(
    "/api/job-types/<path:name>/close-circuit", responses={200: GateShape, **CHANGED}, summary="Close a circuit"
)
@requires(Role.OPERATOR, action=Action.CLOSE_CIRCUIT, target="job type {name}")
def close_one_circuit(path: NamePath) -> Response:
    """Close a circuit without waiting for its probe."""
    with _unchanged_type(path.name):
        close_circuit(current_redis(), path.name)
    return _gate(path.name)


@gates_api.post(
    "/api/job-types/<path:name>/limit",
    responses={200: GateShape, **CHANGED},
    summary="Override a job type's concurrency limit",
)
@requires(Role.OPERATOR, action=Action.SET_LIMIT, target="job type {name}")
def set_one_limit(path: NamePath, body: LimitBody) -> Response:
    """Override the concurrency limit of a job type."""
    with _unchanged_type(path.name):
        note(before={"limit": slots_of(current_redis(), path.name, utc_now())}, after={"limit": body.limit})
        set_limit(current_redis(), path.name, LimitOverride(body.limit, g.account.name, body.reason, utc_now()))
    return _gate(path.name)


@gates_api.post(
    "/api/job-types/<path:name>/reset-limit", responses={200: GateShape, **CHANGED}, summary="Reset a limit"
)
@requires(Role.OPERATOR, action=Action.RESET_LIMIT, target="job type {name}")
def reset_one_limit(path: NamePath) -> Response:
    """Reset the concurrency limit of a job type to its default."""
    rules = get_job_type(path.name)
    with _unchanged_type(path.name):
        note(before={"limit": slots_of(current_redis(), path.name, utc_now())}, after={"limit": rules.concurrency})
        reset_limit(current_redis(), rules.name)
    return _gate(rules.name)


@gates_api.get("/api/queues", responses={200: QueueListShape}, summary="List the queues")
@requires(Role.VIEWER)
def queues() -> Response:
    """List queues with their job counts, in priority order."""
    now = utc_now()
    pauses = read_queue_pauses(current_redis(), now)
    shapes = [QueueShape.of(queue, pause=pauses.get(queue.name)) for queue in read_queues(current_redis(), now)]
    return answer(QueueListShape(as_of=now, queues=shapes))


@gates_api.get("/api/queues/<name>", responses={200: QueueShape}, summary="Read a queue")
@requires(Role.VIEWER)
def show_queue(path: NamePath) -> Response:
    """Return the job counts of a queue, and whether it is paused."""
    return _queue(path.name)


@gates_api.post("/api/queues/<name>/pause", responses={200: QueueShape, **CHANGED}, summary="Pause a queue")
@requires(Role.OPERATOR, action=Action.PAUSE_QUEUE, target="queue {name}")
def pause_one_queue(path: NamePath, body: PauseBody) -> Response:
    """Pause a queue."""
    with only_if_unchanged(f"queue {path.name}", lambda: pause_mark(pause_of_queue(path.name))):
        pause_queue(current_redis(), path.name, _pause(body, utc_now()))
    return _queue(path.name)


@gates_api.post("/api/queues/<name>/resume", responses={200: QueueShape, **CHANGED}, summary="Resume a queue")
@requires(Role.OPERATOR, action=Action.RESUME_QUEUE, target="queue {name}")
def resume_one_queue(path: NamePath) -> Response:
    """Resume a queue."""
    with only_if_unchanged(f"queue {path.name}", lambda: pause_mark(pause_of_queue(path.name))):
        resume_queue(current_redis(), path.name)
    return _queue(path.name)


def _pause(body: PauseBody, now: datetime) -> Pause:
    until = later(now, minutes=body.minutes) if body.minutes else None
    return Pause(g.account.name, body.reason, now, until)


def _gate(name: str) -> Response:
    gate = gate_of(name)
    shape = GateShape.of(gate, slots_in_code=get_job_type(gate.job_type).concurrency)
    return tagged(answer(shape), gate_mark(gate))


def _unchanged_type(name: str) -> AbstractContextManager[None]:
    return only_if_unchanged(f"job type {name}", lambda: gate_mark(gate_of(name)))


def _queue(name: str) -> Response:
    pause = pause_of_queue(name)
    reading = read_queues(current_redis(), utc_now(), [name])[0]
    return tagged(answer(QueueShape.of(reading, pause=pause)), pause_mark(pause))
