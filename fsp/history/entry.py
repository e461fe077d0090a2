"""An entry of the stream of ended jobs: its number, which tells the moment, and the row it becomes."""

import json
from datetime import datetime
from typing import Any

from fsp.clock import from_epoch
from fsp.jobs.fingerprint import fingerprint
from fsp.jobs.labels import split
from fsp.security.redaction import redact

SEQUENCE_BITS = 12
"""Redis numbers the entries of one millisecond. After a clock was put back it goes on numbering in the latest one, so
that there may be more than these hold: such numbers reach into the next milliseconds (see `history/insertion.py`)."""


def number_of(entry_id: bytes) -> int:
    """Return a stream id such as `1764000000000-3` as one whole number of the same order."""
    milliseconds, _, sequence = entry_id.partition(b"-")
    return (int(milliseconds) << SEQUENCE_BITS) + int(sequence)


def number_at(moment: datetime) -> int:
    """Return the least number an entry of this moment can have."""
    return round(moment.timestamp() * 1000) << SEQUENCE_BITS


def row_of(entry_id: bytes, line: bytes) -> dict[str, Any]:
    """Return the columns of the history for one entry; secrets among the arguments are hidden."""
    number, job = number_of(entry_id), json.loads(line)
    enqueued, started, attempt = job.get("enqueued_ms"), job.get("started_ms"), job.get("attempt") or 0
    error_class, error, job_type = job.get("error_class"), job.get("error") or "", job["job_type"]
    arguments = job.get("arguments")
    return {
        "id": number,
        "job_id": job["job_id"],
        "job_type": job_type,
        "queue": job["queue"],
        "state": job["status"],
        "outcome": job.get("outcome") or "",
        "attempt": attempt,
        "enqueued_at": from_epoch(enqueued / 1000) if enqueued else None,
        "started_at": from_epoch(started / 1000) if started else None,
        "ended_at": from_epoch(int(entry_id.partition(b"-")[0]) / 1000),
        "wait_seconds": max(0, started - enqueued) / 1000 if enqueued and started and attempt == 1 else None,
        "run_seconds": job.get("run_seconds"),
        "worker": job.get("worker") or "",
        "host": job.get("host") or "",
        "version": job.get("version") or "",
        "error_class": error_class,
        "error_message": error,
        "fingerprint": fingerprint(error_class, error) if error_class else None,
        "arguments": {} if arguments in {None, "{}"} else _redacted(arguments),
        "labels": json.loads(job["labels"]) if job.get("labels") else [],
        "cost": json.loads(job["cost"]) if job.get("cost") else {},
    }


def label_rows(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows by which this row of the history is found."""
    named = dict.fromkeys(split(label) for label in row["labels"])
    return [{"name": name, "value": value, "history_id": row["id"]} for name, value in named]


def _redacted(arguments: str) -> Any:
    try:
        return redact(json.loads(arguments))
    except (ValueError, RecursionError):
        return {}
