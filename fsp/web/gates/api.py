"""`/api/gates`: keyed gates and those of job types; pause, resume, close a circuit, set a limit."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import later, utc_now
from fsp.gates.controls import (
    close_circuit,
    pause_type,
    reset_limit,
    resume_type,
    set_limit,
)
from fsp.gates.keyed_list import read_keyed_gates
from fsp.gates.limits import LimitOverride
from fsp.gates.named import gate_named
from fsp.gates.pauses import Pause
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.gates.one_gate import answer_gate, read_gate, unchanged
from fsp.web.gates.schemas import GateListShape, GatePath, GateQuery, KeyedGateShape
from fsp.web.job_types.schemas import LimitBody, PauseBody
from fsp.web.openapi import CHANGED, answer, api_blueprint

keyed_gates_api = api_blueprint("api_keyed_gates")


@keyed_gates_api.get("/api/gates", responses={200: GateListShape}, summary="List keyed gates")
@requires(Role.VIEWER)
def index(query: GateQuery) -> Response:
    """List the keyed gates that matter now."""
    now = utc_now()
    gates = read_keyed_gates(current_redis(), now, search=query.search)
    return answer(GateListShape(as_of=now, gates=[KeyedGateShape.of(gate) for gate in gates]))


@keyed_gates_api.get("/api/gates/<path:name>", responses={200: KeyedGateShape}, summary="Read a gate")
@requires(Role.VIEWER)
def show(path: GatePath) -> Response:
    """Read one gate."""
    return answer_gate(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/pause", responses={200: KeyedGateShape, **CHANGED}, summary="Pause a gate"
)
@requires(Role.OPERATOR, action=Action.PAUSE_GATE, target="gate {name}")
def pause(path: GatePath, body: PauseBody) -> Response:
    """Let none of the gate's jobs start."""
    now = utc_now()
    until = later(now, minutes=body.minutes) if body.minutes else None
    with unchanged(path.name):
        pause_type(current_redis(), gate_named(path.name), Pause(g.account.name, body.reason, now, until))
    return answer_gate(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/resume", responses={200: KeyedGateShape, **CHANGED}, summary="Resume a gate"
)
@requires(Role.OPERATOR, action=Action.RESUME_GATE, target="gate {name}")
def resume(path: GatePath) -> Response:
    """Let the gate's jobs start again."""
    with unchanged(path.name):
        resume_type(current_redis(), gate_named(path.name))
    return answer_gate(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/close-circuit",
    responses={200: KeyedGateShape, **CHANGED},
    summary="Close the circuit of a gate",
)
@requires(Role.OPERATOR, action=Action.CLOSE_CIRCUIT, target="gate {name}")
def close(path: GatePath) -> Response:
    """Close the gate's circuit without waiting for its probe."""
    with unchanged(path.name):
        close_circuit(current_redis(), gate_named(path.name))
    return answer_gate(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/limit", responses={200: KeyedGateShape, **CHANGED}, summary="Set the limit of a gate"
)
@requires(Role.OPERATOR, action=Action.SET_LIMIT, target="gate {name}")
def limit(path: GatePath, body: LimitBody) -> Response:
    """Let this many of the gate's jobs run, in place of the limit in the code."""
    with unchanged(path.name):
        note(before={"limit": read_gate(path.name).slots}, after={"limit": body.limit})
        override = LimitOverride(body.limit, g.account.name, body.reason, utc_now())
        set_limit(current_redis(), gate_named(path.name), override)
    return answer_gate(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/reset-limit",
    responses={200: KeyedGateShape, **CHANGED},
    summary="Reset the limit of a gate",
)
@requires(Role.OPERATOR, action=Action.RESET_LIMIT, target="gate {name}")
def unlimit(path: GatePath) -> Response:
    """Let as many of the gate's jobs run as the code says."""
    with unchanged(path.name):
        gate = read_gate(path.name)
        note(before={"limit": gate.slots}, after={"limit": gate.declared_limit})
        reset_limit(current_redis(), gate.gate)
    return answer_gate(path.name)
