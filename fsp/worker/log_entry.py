"""The entry of the event log: all that is counted, kept as a result and archived of one attempt is made from it."""

from base64 import b64encode

from fsp.fast_json import json_text
from fsp.jobs.size import has_size_classes, size_class_of
from fsp.queueing.rq_job import compressed
from fsp.worker.attempt_result import AttemptResult, FinishAction, kept_seconds
from fsp.worker.claim import Claim


def log_entry(claim: Claim, result: AttemptResult) -> str:
    """Return the entry as JSON; arguments and labels stay the JSON they are, read when the entry is archived."""
    spent = result.spent
    fields = {
        "job_id": claim.job_id,
        "job_type": claim.job_type,
        "queue": claim.queue,
        "outcome": result.outcome and str(result.outcome),
        "attempt": claim.attempt,
        "arguments": claim.text("fsp_arguments"),
        "labels": claim.text("fsp_labels"),
        "enqueued_ms": claim.milliseconds("fsp_enqueued_ms") or 0,
        "started_ms": claim.milliseconds("fsp_started_ms") or 0,
        "run_seconds": round(spent.run_seconds, 6),
        "cost": spent.as_json,
        "worker": claim.text("worker_name"),
        "host": claim.text("fsp_host"),
        "version": claim.text("fsp_version"),
        "token": claim.token,
        "keep_seconds": kept_seconds(result),
    }
    if result.error:
        fields |= {"error": result.error, "error_class": result.error_class or None}
    rq_result, size_class = _rq_result(result), _size_class(claim)
    if rq_result:
        fields["result"] = rq_result
    if size_class:
        fields["size"] = f";{size_class}"
    return json_text(fields)


def _size_class(claim: Claim) -> str:
    """Return the size class of the job's input; nothing for a type with one class."""
    return size_class_of(claim.job_type, claim.arguments) if has_size_classes(claim.job_type) else ""


def _rq_result(result: AttemptResult) -> str:
    """Return the result, or the traceback, as RQ's own `Result` would write it; nothing for None, as there."""
    if result.action == FinishAction.SUCCESS:
        return "" if result.result == "null" else b64encode(result.result.encode()).decode()
    return b64encode(compressed(result.error_traceback.encode())).decode() if result.error_traceback else ""
