"""`/api/gates`: keyed gates and those of job types; pause, resume, close a circuit, set a limit."""

from contextlib import AbstractContextManager

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import later, utc_now
from fsp.gates.controls import (
    close_circuit,
    pause_type,
    reset_limit,
    reset_rate,
    resume_type,
    set_limit,
    set_rate,
    set_weight,
)
from fsp.gates.keyed import KeyedGate, read_keyed_gate, read_keyed_gates
from fsp.gates.limits import LimitOverride
from fsp.gates.named import gate_named
from fsp.gates.pauses import Pause
from fsp.gates.rates import RateOverride, checked_rate
from fsp.jobs.rate import Rate
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.etags import gate_mark, only_if_unchanged
from fsp.web.gates.schemas import GateListShape, GatePath, GateQuery, KeyedGateShape, RateBody, WeightBody
from fsp.web.job_types.schemas import LimitBody, PauseBody
from fsp.web.openapi import CHANGED, answer, api_blueprint, tagged

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
    return _answer(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/pause", responses={200: KeyedGateShape, **CHANGED}, summary="Pause a gate"
)
@requires(Role.OPERATOR, action=Action.PAUSE_GATE, target="gate {name}")
def pause(path: GatePath, body: PauseBody) -> Response:
    """Let none of the gate's jobs start."""
    now = utc_now()
    until = later(now, minutes=body.minutes) if body.minutes else None
    with _unchanged(path.name):
        pause_type(current_redis(), gate_named(path.name), Pause(g.account.name, body.reason, now, until))
    return _answer(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/resume", responses={200: KeyedGateShape, **CHANGED}, summary="Resume a gate"
)
@requires(Role.OPERATOR, action=Action.RESUME_GATE, target="gate {name}")
def resume(path: GatePath) -> Response:
    """Let the gate's jobs start again."""
    with _unchanged(path.name):
        resume_type(current_redis(), gate_named(path.name))
    return _answer(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/close-circuit",
    responses={200: KeyedGateShape, **CHANGED},
    summary="Close the circuit of a gate",
)
@requires(Role.OPERATOR, action=Action.CLOSE_CIRCUIT, target="gate {name}")
def close(path: GatePath) -> Response:
    """Close the gate's circuit without waiting for its probe."""
    with _unchanged(path.name):
        close_circuit(current_redis(), gate_named(path.name))
    return _answer(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/limit", responses={200: KeyedGateShape, **CHANGED}, summary="Set the limit of a gate"
)
@requires(Role.OPERATOR, action=Action.SET_LIMIT, target="gate {name}")
def limit(path: GatePath, body: LimitBody) -> Response:
    """Let this many of the gate's jobs run, in place of the limit in the code."""
    with _unchanged(path.name):
        note(before={"limit": _read(path.name).slots}, after={"limit": body.limit})
        override = LimitOverride(body.limit, g.account.name, body.reason, utc_now())
        set_limit(current_redis(), gate_named(path.name), override)
    return _answer(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/reset-limit",
    responses={200: KeyedGateShape, **CHANGED},
    summary="Reset the limit of a gate",
)
@requires(Role.OPERATOR, action=Action.RESET_LIMIT, target="gate {name}")
def unlimit(path: GatePath) -> Response:
    """Let as many of the gate's jobs run as the code says."""
    with _unchanged(path.name):
        gate = _read(path.name)
        note(before={"limit": gate.slots}, after={"limit": gate.declared_limit})
        reset_limit(current_redis(), gate.gate)
    return _answer(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/rate", responses={200: KeyedGateShape, **CHANGED}, summary="Set the rate of a gate"
)
@requires(Role.OPERATOR, action=Action.SET_RATE, target="gate {name}")
def set_one_rate(path: GatePath, body: RateBody) -> Response:
    """Override the rate of the gate that the code declares."""
    rate = checked_rate(body.units, body.seconds)
    with _unchanged(path.name):
        note(before={"rate": _words(_read(path.name).rate)}, after={"rate": rate.in_words})
        set_rate(current_redis(), gate_named(path.name), RateOverride(rate, g.account.name, body.reason, utc_now()))
    return _answer(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/reset-rate", responses={200: KeyedGateShape, **CHANGED}, summary="Reset the rate of a gate"
)
@requires(Role.OPERATOR, action=Action.RESET_RATE, target="gate {name}")
def reset_one_rate(path: GatePath) -> Response:
    """Let as many units of the gate pass as the code says, and forget what its server said."""
    with _unchanged(path.name):
        gate = _read(path.name)
        note(before={"rate": _words(gate.rate)}, after={"rate": _words(gate.declared_rate)})
        reset_rate(current_redis(), gate.gate)
    return _answer(path.name)


@keyed_gates_api.post(
    "/api/gates/<path:name>/weight", responses={200: KeyedGateShape, **CHANGED}, summary="Set the weight of a share"
)
@requires(Role.OPERATOR, action=Action.SET_WEIGHT, target="gate {name}")
def set_one_weight(path: GatePath, body: WeightBody) -> Response:
    """Set the weight of a share: its turns per turn of a share of weight 1."""
    with _unchanged(path.name):
        note(before={"weight": _read(path.name).weight}, after={"weight": body.weight})
        set_weight(current_redis(), gate_named(path.name), body.weight)
    return _answer(path.name)


def _words(rate: Rate | None) -> str:
    return rate.in_words if rate else "none"


def _read(name: str) -> KeyedGate:
    return read_keyed_gate(current_redis(), gate_named(name), utc_now())


def _answer(name: str) -> Response:
    gate = _read(name)
    return tagged(answer(KeyedGateShape.of(gate)), gate_mark(gate))


def _unchanged(name: str) -> AbstractContextManager[None]:
    return only_if_unchanged(f"gate {name}", lambda: gate_mark(_read(name)))
