"""`/api/gates/…`: the rate of a gate, its circuit, and the weight of a share."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.gates.circuits import CircuitOverride
from fsp.gates.controls import reset_circuit, reset_rate, set_circuit, set_rate, set_weight
from fsp.gates.named import gate_named
from fsp.gates.rates import RateOverride, checked_rate
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.gates.one_gate import answer_gate, rate_words, read_gate, unchanged
from fsp.web.gates.schemas import CircuitBody, GatePath, KeyedGateShape, RateBody, WeightBody
from fsp.web.openapi import CHANGED, api_blueprint

gate_rules_api = api_blueprint("api_gate_rules")


@gate_rules_api.post(
    "/api/gates/<path:name>/rate", responses={200: KeyedGateShape, **CHANGED}, summary="Set the rate of a gate"
)
@requires(Role.OPERATOR, action=Action.SET_RATE, target="gate {name}")
def set_one_rate(path: GatePath, body: RateBody) -> Response:
    """Override the rate of the gate that the code declares."""
    rate = checked_rate(body.units, body.seconds)
    with unchanged(path.name):
        note(before={"rate": rate_words(read_gate(path.name).rate)}, after={"rate": rate.in_words})
        set_rate(current_redis(), gate_named(path.name), RateOverride(rate, g.account.name, body.reason, utc_now()))
    return answer_gate(path.name)


@gate_rules_api.post(
    "/api/gates/<path:name>/reset-rate", responses={200: KeyedGateShape, **CHANGED}, summary="Reset the rate of a gate"
)
@requires(Role.OPERATOR, action=Action.RESET_RATE, target="gate {name}")
def reset_one_rate(path: GatePath) -> Response:
    """Let as many units of the gate pass as the code says, and forget what its server said."""
    with unchanged(path.name):
        gate = read_gate(path.name)
        note(before={"rate": rate_words(gate.rate)}, after={"rate": rate_words(gate.declared_rate)})
        reset_rate(current_redis(), gate.gate)
    return answer_gate(path.name)


@gate_rules_api.post(
    "/api/gates/<path:name>/circuit",
    responses={200: KeyedGateShape, **CHANGED},
    summary="Set when the circuit of a gate opens",
)
@requires(Role.OPERATOR, action=Action.SET_CIRCUIT, target="gate {name}")
def set_one_circuit(path: GatePath, body: CircuitBody) -> Response:
    """Override after how many failures in a row the gate's circuit opens, and for how long."""
    override = CircuitOverride(body.failures, body.open_seconds, g.account.name, body.reason, utc_now())
    with unchanged(path.name):
        note(before={"circuit": read_gate(path.name).circuit_words})
        set_circuit(current_redis(), gate_named(path.name), override)
    note(after={"circuit": read_gate(path.name).circuit_words})
    return answer_gate(path.name)


@gate_rules_api.post(
    "/api/gates/<path:name>/reset-circuit",
    responses={200: KeyedGateShape, **CHANGED},
    summary="Reset when the circuit of a gate opens",
)
@requires(Role.OPERATOR, action=Action.RESET_CIRCUIT, target="gate {name}")
def reset_one_circuit(path: GatePath) -> Response:
    """Let the gate's circuit open as the code says."""
    with unchanged(path.name):
        note(before={"circuit": read_gate(path.name).circuit_words})
        reset_circuit(current_redis(), gate_named(path.name))
    return answer_gate(path.name)


@gate_rules_api.post(
    "/api/gates/<path:name>/weight", responses={200: KeyedGateShape, **CHANGED}, summary="Set the weight of a share"
)
@requires(Role.OPERATOR, action=Action.SET_WEIGHT, target="gate {name}")
def set_one_weight(path: GatePath, body: WeightBody) -> Response:
    """Set the weight of a share: its turns per turn of a share of weight 1."""
    with unchanged(path.name):
        note(before={"weight": read_gate(path.name).weight}, after={"weight": body.weight})
        set_weight(current_redis(), gate_named(path.name), body.weight)
    return answer_gate(path.name)
