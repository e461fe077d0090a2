"""An entry of the stream of ended jobs: its number, which holds its time, and the row it becomes."""

from datetime import datetime, timedelta
from typing import Any

from fsp import stored
from fsp.clock import from_epoch
from fsp.jobs.fingerprint import fingerprint
from fsp.jobs.labels import MAX_VALUE_CHARACTERS, split
from fsp.models.job_history import SEQUENCE_BITS, number_of
from fsp.security.redaction import redact
from fsp.storable import cleaned, fitted
from fsp.stored import MAX_COUNT, list_of, moment_of_epoch, object_of, read_or, whole_of

MAX_QUEUE_BYTES, MAX_WORD_BYTES, MAX_WHO_BYTES = 50, 20, 200
"""What the columns hold."""

MAX_ERROR_CHARACTERS = 2000
"""Of an error; a dead letter keeps all."""


def number_at(moment: datetime) -> int:
    """Return the smallest number an entry of this time can have."""
    return round(moment.timestamp() * 1000) << SEQUENCE_BITS


def row_of(entry_id: str, job: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of the history for one entry; secrets among the arguments are hidden.

    What is too long for its column is cut, and what cannot be read is left out: a row says what is known.
    """
    number = number_of(entry_id.encode())
    enqueued, started = (read_or(None, _moment, job.get(name) or None) for name in ("enqueued_ms", "started_ms"))
    attempt = read_or(0, _attempt, job.get("attempt") or 0)
    error_class = job.get("error_class")
    error = str(job.get("error") or "").removeprefix(f"{error_class}: ")[:MAX_ERROR_CHARACTERS]
    cancelled_by = job.get("cancelled_by")
    wait = max(timedelta(), started - enqueued) if enqueued and started and attempt == 1 else None
    return {
        "id": number,
        "job_id": fitted(str(job["job_id"])),
        "job_type": fitted(str(job["job_type"])),
        "queue": fitted(str(job["queue"]), MAX_QUEUE_BYTES),
        "state": fitted(str(job["status"]), MAX_WORD_BYTES),
        "outcome": fitted(str(job.get("outcome") or ""), MAX_WORD_BYTES),
        "attempt": attempt,
        "enqueued_at": enqueued,
        "started_at": started,
        "ended_at": from_epoch(int(entry_id.partition("-")[0]) / 1000),
        "wait_seconds": None if wait is None else wait.total_seconds(),
        "run_seconds": read_or(None, stored.number_of, job.get("run_seconds")),
        "worker": fitted(str(job.get("worker") or ""), MAX_WHO_BYTES),
        "host": fitted(str(job.get("host") or ""), MAX_WHO_BYTES),
        "version": fitted(str(job.get("version") or "")),
        "error_class": None if error_class is None else fitted(str(error_class), MAX_WHO_BYTES),
        "error_message": error,
        "fingerprint": fingerprint(str(error_class), error) if error_class else None,
        "cancelled_by": fitted(str(cancelled_by), MAX_WHO_BYTES) if cancelled_by else None,
        "arguments": redact(_object(job.get("arguments"))),
        "labels": _labels(job.get("labels")),
        "cost": _object(job.get("cost")),
    }


def label_rows(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows by which this row of the history is found."""
    named = dict.fromkeys(_fitting(split(label)) for label in row["labels"])
    return [{"name": name, "value": value, "history_id": row["id"]} for name, value in named]


def _fitting(label: tuple[str, str]) -> tuple[str, str]:
    name, value = label
    return fitted(name), cleaned(value)[:MAX_VALUE_CHARACTERS]


def _moment(milliseconds: Any) -> datetime:
    return moment_of_epoch(milliseconds, per_second=1000)


def _object(raw: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {}
    return read_or(empty, object_of, raw or "{}")


def _labels(raw: Any) -> list[str]:
    empty: list[Any] = []
    return [label for label in read_or(empty, list_of, raw or "[]") if isinstance(label, str)]


def _attempt(raw: Any) -> int:
    return whole_of(raw, most=MAX_COUNT)
