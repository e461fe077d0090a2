"""The argument of lua/finish.lua: one JSON object with named fields, built from the result of an attempt."""

import json
from base64 import b64encode
from typing import Any

from rq.defaults import RQ_KEY_PREFIX

from fsp.jobs.circuit import DEFAULT_CIRCUIT, Circuit
from fsp.jobs.gate import keyed_gates_in, name_of
from fsp.jobs.registry import find_job_type, gate_rules
from fsp.jobs.size import has_size_classes, size_class_of
from fsp.metrics.counters import bucket_label
from fsp.metrics.sketch import bucket_index
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS, RESULT_TTL_SECONDS, compressed
from fsp.stored import raw_of
from fsp.worker.attempt_result import AttemptResult, FinishAction
from fsp.worker.claim import POISON_CRASHES, Claim

KEPT_BRIEFLY = (FinishAction.SUCCESS, FinishAction.CANCEL)
"""After these results, Redis keeps the job's hash for a day only."""


def finish_arguments(claim: Claim, result: AttemptResult, *, now: str) -> list[Any]:
    """Return the argument of lua/finish.lua: the result as JSON. `now` is a time in RQ's format.

    A job's id may contain bytes that are not UTF-8, and is passed byte by byte.
    """
    return [raw_of(json.dumps(finish_ending(claim, result, now=now), ensure_ascii=False))]


def finish_ending(claim: Claim, result: AttemptResult, *, now: str) -> dict[str, Any]:
    """Return the fields that lua/finish.lua reads."""
    spent = result.spent
    ending = {
        "rq": RQ_KEY_PREFIX,
        "id": claim.job_id,
        "token": claim.token,
        "queue": claim.queue,
        "job_type": claim.job_type,
        "action": result.action,
        "outcome": result.outcome or "",
        "now": now,
        "keep_seconds": RESULT_TTL_SECONDS if result.action in KEPT_BRIEFLY else FAILURE_TTL_SECONDS,
        "max_crashes": POISON_CRASHES,
        "error": result.error,
        "result": _rq_result(result),
        "line": result.summary,
        "cost": spent.as_json,
        "cpu_seconds": spent.cost.cpu_seconds,
        "peak_bytes": spent.cost.peak_bytes or 0,
        "run": _time(spent.run_seconds),
        "size": _size(claim),
        "signal": result.signal,
        "circuits": _circuits(claim),
    }
    wait_seconds = claim.first_wait_seconds
    if wait_seconds is not None:
        ending["wait"] = _time(wait_seconds)
    return ending | _due(result)


def _time(seconds: float) -> dict[str, str | int]:
    """Return a time as text, so that it is not rounded, with the buckets of the sketch and the histogram."""
    return {"seconds": str(seconds), "bucket": bucket_index(seconds), "label": bucket_label(seconds)}


def _due(result: AttemptResult) -> dict[str, float]:
    """Return when the job is due again, as a delay on Redis's clock, because this worker's clock may be wrong."""
    return {"due_at": result.due_at} if result.delay_seconds is None else {"delay_seconds": result.delay_seconds}


def _size(claim: Claim) -> str:
    """Return the size class of the job's input for the ring; empty for a type with one class."""
    size_class = size_class_of(claim.job_type, claim.arguments) if has_size_classes(claim.job_type) else ""
    return f";{size_class}" if size_class else ""


def _rq_result(result: AttemptResult) -> str:
    """Return the result, or the traceback, in the format of RQ's own `Result`; empty for None, as in RQ."""
    if result.action == FinishAction.SUCCESS:
        return "" if result.result == "null" else b64encode(result.result.encode()).decode()
    return b64encode(compressed(result.error_traceback.encode())).decode() if result.error_traceback else ""


def _circuits(claim: Claim) -> list[dict[str, Any]]:
    """Return the circuits that learn the outcome of the attempt, and the rules by which each opens.

    If a keyed gate has a circuit, a failure does not count for the whole type: the type's circuit learns only from its
    probe.
    """
    rules, by_name = find_job_type(claim.job_type), gate_rules()
    keyed = [
        _circuit(gate, by_name[name_of(gate)].circuit)
        for gate in keyed_gates_in(claim.text("fsp_gates"))
        if name_of(gate) in by_name and by_name[name_of(gate)].circuit
    ]
    of_type = _circuit(claim.job_type, rules.circuit if rules else None)
    return [of_type | {"is_probe_only": True}, *keyed] if keyed else [of_type]


def _circuit(gate: str, circuit: Circuit | None) -> dict[str, Any]:
    circuit = circuit or DEFAULT_CIRCUIT
    rules = {
        "gate": gate,
        "max_failures": circuit.failures,
        "open_ms": circuit.open_seconds * 1000,
        "window_ms": circuit.window_seconds * 1000,
        "window_minimum": circuit.minimum,
    }
    return rules if circuit.ratio is None else rules | {"max_bad_ratio": circuit.ratio}
