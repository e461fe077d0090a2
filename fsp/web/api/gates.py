"""`/api/job-types/…` and `/api/queues/…`: pause, resume, close a circuit, set a limit."""

from datetime import datetime, timedelta

from flask import Response, g, jsonify

from fsp.admission.gates import (
    Pause,
    close_circuit,
    pause_queue,
    pause_type,
    read_gates,
    resume_queue,
    resume_type,
    slots_of,
)
from fsp.admission.limits import LimitOverride, reset_limit, set_limit
from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.jobs.registry import get_job_type
from fsp.web.access.trail import note
from fsp.web.api.document import answer, api_blueprint
from fsp.web.api.schemas import GateShape, LimitBody, NamePath, PauseBody, Problem, QueueShape

gates_api = api_blueprint("api_gates")


@gates_api.get(
    "/api/job-types/<name>/gate", responses={200: GateShape}, summary="How many jobs of a type may run, and why"
)
def show(path: NamePath) -> Response:
    """Read one job type's gate."""
    return _gate(get_job_type(path.name).name)


@gates_api.post("/api/job-types/<name>/pause", responses={200: GateShape, 422: Problem}, summary="Pause a job type")
def pause_one_type(path: NamePath, body: PauseBody) -> Response:
    """Let no job of a type start."""
    pause_type(current_redis(), path.name, _pause(body, utc_now()))
    return _gate(path.name)


@gates_api.post("/api/job-types/<name>/resume", responses={200: GateShape, 422: Problem}, summary="Resume a job type")
def resume_one_type(path: NamePath) -> Response:
    """Let jobs of a type start again."""
    resume_type(current_redis(), path.name)
    return _gate(path.name)


@gates_api.post(
    "/api/job-types/<name>/close-circuit", responses={200: GateShape, 422: Problem}, summary="Close a circuit"
)
def close_one_circuit(path: NamePath) -> Response:
    """Close a circuit without waiting for its probe."""
    close_circuit(current_redis(), path.name)
    return _gate(path.name)


@gates_api.post(
    "/api/job-types/<name>/limit", responses={200: GateShape, 422: Problem}, summary="Set how many jobs may run at once"
)
def set_one_limit(path: NamePath, body: LimitBody) -> Response:
    """Let this many jobs of a type run, in place of the limit in its code."""
    note(before={"limit": slots_of(current_redis(), path.name, utc_now())}, after={"limit": body.limit})
    set_limit(current_redis(), path.name, LimitOverride(body.limit, g.account.name, body.reason, utc_now()))
    return _gate(path.name)


@gates_api.post("/api/job-types/<name>/reset-limit", responses={200: GateShape, 422: Problem}, summary="Reset a limit")
def reset_one_limit(path: NamePath) -> Response:
    """Let as many jobs of a type run as its code says."""
    rules = get_job_type(path.name)
    note(before={"limit": slots_of(current_redis(), path.name, utc_now())}, after={"limit": rules.concurrency})
    reset_limit(current_redis(), rules.name)
    return _gate(rules.name)


@gates_api.post("/api/queues/<name>/pause", responses={200: QueueShape, 422: Problem}, summary="Pause a queue")
def pause_one_queue(path: NamePath, body: PauseBody) -> Response:
    """Let no job of a queue start."""
    pause_queue(current_redis(), path.name, _pause(body, utc_now()))
    return jsonify(name=path.name, isPaused=True)


@gates_api.post("/api/queues/<name>/resume", responses={200: QueueShape, 422: Problem}, summary="Resume a queue")
def resume_one_queue(path: NamePath) -> Response:
    """Let jobs of a queue start again."""
    resume_queue(current_redis(), path.name)
    return jsonify(name=path.name, isPaused=False)


def _pause(body: PauseBody, now: datetime) -> Pause:
    until = now + timedelta(minutes=body.minutes) if body.minutes else None
    return Pause(g.account.name, body.reason, now, until)


def _gate(name: str) -> Response:
    gate = next(found for found in read_gates(current_redis(), utc_now()) if found.job_type == name)
    shape = GateShape(
        job_type=gate.job_type,
        running=gate.running,
        limit=gate.limit,
        circuit=gate.circuit,
        why=gate.why,
        open_until=gate.open_until,
        is_paused=gate.pause is not None,
        paused_by=gate.pause.by if gate.pause else None,
        paused_until=gate.pause.until if gate.pause else None,
        slots=gate.slots,
        slots_in_code=get_job_type(gate.job_type).concurrency,
        limit_set_by=gate.override.by if gate.override else None,
    )
    return answer(shape)
