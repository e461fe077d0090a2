"""What lua/finish.lua takes, built from the result of an attempt."""

from base64 import b64encode
from typing import Any

from rq.defaults import RQ_KEY_PREFIX

from fsp.jobs.circuit import DEFAULT_CIRCUIT, Circuit
from fsp.jobs.registry import find_job_type
from fsp.jobs.size import has_size_classes, size_class_of
from fsp.metrics.counters import bucket_label
from fsp.metrics.sketch import bucket_index
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS, RESULT_TTL_SECONDS, compressed
from fsp.stored import raw_of
from fsp.worker.attempt_result import AttemptResult, FinishAction
from fsp.worker.claim import POISON_CRASHES, Claim

KEPT_BRIEFLY = (FinishAction.SUCCESS, FinishAction.CANCEL)
"""After these Redis keeps the job's hash for a day only."""


def finish_arguments(claim: Claim, result: AttemptResult, *, now: str) -> list[Any]:
    """Return the arguments of lua/finish.lua, in the order its first lines name; `now` is a time as RQ writes it."""
    circuit, spent, wait_seconds = _circuit(claim.job_type), result.spent, claim.first_wait_seconds
    run_seconds = spent.run_seconds
    return [
        RQ_KEY_PREFIX,
        raw_of(claim.job_id),
        claim.token,
        claim.queue,
        claim.job_type,
        result.action,
        result.outcome or "",
        now,
        _due(result),
        RESULT_TTL_SECONDS if result.action in KEPT_BRIEFLY else FAILURE_TTL_SECONDS,
        result.error,
        result.summary,
        run_seconds,
        bucket_label(run_seconds),
        result.signal,
        circuit.failures,
        circuit.open_seconds * 1000,
        "" if circuit.ratio is None else circuit.ratio,
        circuit.window_seconds * 1000,
        circuit.minimum,
        POISON_CRASHES,
        spent.as_json,
        bucket_index(run_seconds),
        "" if wait_seconds is None else wait_seconds,
        "" if wait_seconds is None else bucket_index(wait_seconds),
        spent.cost.cpu_seconds,
        _rq_result(result),
        _size(claim),
        "" if wait_seconds is None else bucket_label(wait_seconds),
        spent.cost.peak_bytes or 0,
    ]


def _due(result: AttemptResult) -> str | float:
    """Return when the job is due again: a delay from now on Redis's clock, as this worker's own may be wrong."""
    return result.due_at if result.delay_seconds is None else f"+{result.delay_seconds}"


def _size(claim: Claim) -> str:
    """Return the size class of the job's input as the ring takes it; nothing for a type with one class."""
    size_class = size_class_of(claim.job_type, claim.arguments) if has_size_classes(claim.job_type) else ""
    return f";{size_class}" if size_class else ""


def _rq_result(result: AttemptResult) -> str:
    """Return the result, or the traceback, as RQ's own `Result` would write it; nothing for None, as there."""
    if result.action == FinishAction.SUCCESS:
        return "" if result.result == "null" else b64encode(result.result.encode()).decode()
    return b64encode(compressed(result.error_traceback.encode())).decode() if result.error_traceback else ""


def _circuit(job_type: str) -> Circuit:
    rules = find_job_type(job_type)
    return rules.circuit if rules else DEFAULT_CIRCUIT
