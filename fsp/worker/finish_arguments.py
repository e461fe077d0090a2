"""The first argument of lua/finish.lua: the named fields of an ending. The second is its entry in the event log."""

from functools import lru_cache
from typing import Any

from rq.defaults import RQ_KEY_PREFIX

from fsp.fast_json import json_bytes
from fsp.jobs.circuit import DEFAULT_CIRCUIT, Circuit
from fsp.jobs.gate import Gate, GateRules, keyed_gates_in, name_of
from fsp.jobs.registry import find_job_type, gate_rules
from fsp.worker.attempt_result import AttemptResult, kept_seconds
from fsp.worker.claim import POISON_CRASHES, Claim

NO_RULES = GateRules()


def ending_argument(claim: Claim, result: AttemptResult, *, now: str) -> bytes:
    """Return the first argument of lua/finish.lua, as JSON. `now` is a time in RQ's format.

    A job's id may contain bytes that are not UTF-8, and is passed byte by byte.
    """
    return json_bytes(finish_ending(claim, result, now=now))


def finish_ending(claim: Claim, result: AttemptResult, *, now: str) -> dict[str, Any]:
    """Return the fields of an ending that lua/finish.lua reads."""
    ending = {
        "rq": RQ_KEY_PREFIX,
        "id": claim.job_id,
        "token": claim.token,
        "queue": claim.queue,
        "job_type": claim.job_type,
        "action": str(result.action),
        "now": now,
        "keep_seconds": kept_seconds(result),
        "max_crashes": POISON_CRASHES,
        "cost": result.spent.as_json,
        "error": result.error,
        "signal": str(result.signal),
        "circuits": _circuits(claim),
    }
    return ending | _due(result)


def _due(result: AttemptResult) -> dict[str, float]:
    """Return when the job is due again, as a delay on Redis's clock, because this worker's clock may be wrong."""
    return {"due_at": result.due_at} if result.delay_seconds is None else {"delay_seconds": result.delay_seconds}


def _circuits(claim: Claim) -> list[dict[str, Any]]:
    """Return the circuits that learn the outcome of the attempt, and the rules by which each opens.

    If a keyed gate has a circuit, a failure does not count for the whole type: the type's circuit learns only from its
    probe.
    """
    rules, gates = find_job_type(claim.job_type), claim.text("fsp_gates")
    of_type = _circuit(claim.job_type, rules.circuit if rules else DEFAULT_CIRCUIT)
    if not gates:
        return [of_type]
    declared = rules.gates if rules else ()
    keyed = [
        _circuit(gate, circuit)
        for gate in keyed_gates_in(gates)
        if (circuit := _circuit_rules(name_of(gate), declared))
    ]
    return [of_type | {"is_probe_only": True}, *keyed] if keyed else [of_type]


def _circuit_rules(name: str, declared: tuple[Gate, ...]) -> Circuit | None:
    """Return the circuit of a gate: its job type's, else another's, as the type may have had other gates before."""
    for gate in declared:
        if gate.name == name:
            return gate.circuit
    return gate_rules().get(name, NO_RULES).circuit


@lru_cache(maxsize=1000)
def _circuit(gate: str, circuit: Circuit) -> dict[str, Any]:
    rules = {
        "gate": gate,
        "max_failures": circuit.failures,
        "open_ms": circuit.open_seconds * 1000,
        "window_ms": circuit.window_seconds * 1000,
        "window_minimum": circuit.minimum,
    }
    if circuit.first_open_seconds is not None:
        rules["first_open_ms"] = circuit.first_open_seconds * 1000
    return rules if circuit.ratio is None else rules | {"max_bad_ratio": circuit.ratio}
