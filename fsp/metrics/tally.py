"""The entries of the event log, and the sums of a batch of them.

An entry is one attempt that ended, or one job that was cancelled before it ran.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fsp.fast_json import json_bytes
from fsp.metrics.buckets import SPAN_SECONDS, bucket_label
from fsp.metrics.sketch import bucket_index
from fsp.redis_ops import keys, metric_keys, rq_keys
from fsp.stored import FAULTS, list_of, number_of, object_of, read_or, text_of, whole_of

CANCELLED_BEFORE_IT_RAN = "job"
"""The kind of an entry that is history alone. All entries of older versions are of this kind: they counted at once."""

STATES = {"success": "finished", "dead": "failed", "cancel": "canceled"}
"""The kinds that end a job, and the state of RQ it ends in; `retry` and `crash` end an attempt only."""

RQ_RESULT_TYPES = {"success": 1, "dead": 2, "cancel": 3, "retry": 4, "crash": 4}
"""The kinds that are counted and stored as RQ's results, with RQ's number for each."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: its id begins with its Unix time in milliseconds; `job` is what was known at the end."""

    entry_id: str
    kind: str
    job: dict[str, Any]

    @property
    def is_counted(self) -> bool:
        """Return whether it is counted."""
        return self.kind in RQ_RESULT_TYPES

    @property
    def ends_job(self) -> bool:
        """Return whether it belongs to the history."""
        return self.kind in STATES or self.kind == CANCELLED_BEFORE_IT_RAN

    @property
    def milliseconds(self) -> int:
        """Return when it happened, in Unix milliseconds."""
        return int(self.entry_id.partition("-")[0])

    @property
    def run_seconds(self) -> float:
        """Return how long the attempt ran."""
        return read_or(0.0, number_of, self.job.get("run_seconds") or 0.0)

    @property
    def first_wait_seconds(self) -> float | None:
        """Return how long the job waited for its first attempt; None for a later one, whose wait was intended."""
        enqueued, started = self.job.get("enqueued_ms"), self.job.get("started_ms")
        if self.job.get("attempt") != 1 or not enqueued or not started:
            return None
        return max(0.0, (number_of(started) - number_of(enqueued)) / 1000)


def event_of(entry_id: bytes, fields: Mapping[bytes, bytes]) -> Event:
    """Return an entry as it is read; raise Undecodable or another of `stored.FAULTS` for one that cannot be.

    Who cancelled a running job is known to Redis alone, and stands beside what its worker wrote.
    """
    kind, line = next(iter(fields.items()))
    job = object_of(line)
    if kind == b"cancel":
        by = text_of(fields.get(b"cancelled_by"))
        job |= {"outcome": "stopped", "error_class": None, "error": f"cancelled by {by}" if by else ""}
        job["cancelled_by"] = by or None
    name = text_of(kind)
    if name in STATES:
        job["status"] = STATES[name]
    return Event(text_of(entry_id), name, job)


RESULT_FIELDS = {"success": "return_value"}

Sums = defaultdict[str, dict[str, int]]


@dataclass
class Tally:
    """The sums of a batch, by the keys and fields of Redis they are added to."""

    sums: Sums = field(default_factory=lambda: defaultdict(dict))
    peaks: Sums = field(default_factory=lambda: defaultdict(dict))
    extremes: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    spans: dict[str, list[Any]] = field(default_factory=dict)
    """Key of a span → the list it belongs to, and its start."""
    rings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    results: list[list[Any]] = field(default_factory=list)
    """Key, id of the entry, seconds it is kept, and its fields: an attempt as RQ stores its results."""
    labels: list[list[Any]] = field(default_factory=list)
    """Hash of a job that ended, its id, and the sorted sets it may still stand in."""

    def add(self, event: Event) -> None:
        """Add one entry; raise one of `stored.FAULTS`, with nothing added, for one that cannot be read."""
        if not event.is_counted:
            return
        job_type, outcome = str(event.job["job_type"]), str(event.job.get("outcome") or "")
        queue, job_id = str(event.job["queue"]), str(event.job["job_id"])
        result, labels = _result(event, job_id), _labels(event) if event.ends_job else []
        if event.kind != "crash":
            self._measure(event, job_type, outcome, job_id)
        _add(self.sums[metric_keys.COUNTERS], f"{job_type}|{queue}|{outcome}", 1)
        self.results.append(result)
        if labels:
            self.labels.append([rq_keys.job(job_id), job_id, labels])

    def as_json(self) -> bytes:
        """Return what lua/apply_events.lua takes; a job's id need not be UTF-8."""
        return json_bytes(vars(self))

    def _measure(self, event: Event, job_type: str, outcome: str, job_id: str) -> None:
        run_seconds, wait_seconds = event.run_seconds, event.first_wait_seconds
        cpu, peak_bytes = _cost(event)
        run, wait = _microseconds(run_seconds), _microseconds(wait_seconds or 0.0)
        start = event.milliseconds // 1000 // SPAN_SECONDS * SPAN_SECONDS
        span, histogram = metric_keys.span(job_type, start), metric_keys.histogram(job_type)
        spans, totals = self.sums[span], self.sums[histogram]
        self.spans[span] = [metric_keys.spans(job_type), start]
        _add(spans, f"outcome|{outcome}", 1)
        _add(spans, "cpu_microseconds", cpu)
        _add(totals, "cpu_microseconds", cpu)
        peaks = self.peaks[histogram]
        peaks["peak_bytes"] = max(peaks.get("peak_bytes", 0), peak_bytes)
        if wait_seconds is not None:
            _add(spans, f"wait|{bucket_index(wait_seconds)}", 1)
            _add(spans, "wait_microseconds", wait)
            _add(totals, f"wait|{bucket_label(wait_seconds)}", 1)
            _add(totals, "wait_microseconds", wait)
            self._stretch(span, "wait_extremes", wait)
        if event.kind == "success":
            _add(spans, f"run|{bucket_index(run_seconds)}", 1)
            _add(spans, "run_microseconds", run)
            _add(totals, bucket_label(run_seconds), 1)
            _add(totals, "sum_microseconds", run)
            self._stretch(span, "run_extremes", run)
        waited = "" if wait_seconds is None else wait_seconds
        size = str(event.job.get("size") or "")
        line = f"{event.milliseconds}|{outcome}|{run_seconds}|{waited}{size}|{job_id}"
        self.rings[metric_keys.ring(job_type)].append(line)

    def _stretch(self, key: str, name: str, value: int) -> None:
        extremes = self.extremes[key].setdefault(name, [value, value])
        extremes[0], extremes[1] = min(extremes[0], value), max(extremes[1], value)


def tally_of(events: Iterable[Event]) -> Tally:
    """Return the sums of some entries; one that cannot be read is left out."""
    tally = Tally()
    for event in events:
        try:
            tally.add(event)
        except FAULTS:
            continue
    return tally


def _add(fields: dict[str, int], name: str, amount: int) -> None:
    fields[name] = fields.get(name, 0) + amount


def _microseconds(seconds: float) -> int:
    return math.floor(seconds * 1_000_000)


def _cost(event: Event) -> tuple[int, int]:
    """Return processor microseconds, and the most memory in bytes."""
    cost = object_of(event.job.get("cost") or "{}")
    return _microseconds(cost.get("cpu_seconds") or 0.0), read_or(0, whole_of, cost.get("peak_bytes") or 0)


def _labels(event: Event) -> list[str]:
    empty: list[Any] = []
    labels = read_or(empty, list_of, event.job.get("labels") or "[]")
    return [keys.label(label) for label in labels if isinstance(label, str)]


def _result(event: Event, job_id: str) -> list[Any]:
    """Return the attempt as RQ stores its results; all but a success with what a dead letter also shows."""
    job, ended = event.job, event.milliseconds
    fields = [
        *("type", RQ_RESULT_TYPES[event.kind], "worker_name", job.get("worker") or ""),
        *("execution_id", job.get("token") or "", "execution_started_at", (job.get("started_ms") or ended) / 1000),
        *("execution_ended_at", ended / 1000),
    ]
    if job.get("result"):
        fields += [RESULT_FIELDS.get(event.kind, "exc_string"), job["result"]]
    if event.kind != "success":
        outcome = "lost_worker" if event.kind == "crash" else job.get("outcome") or ""
        fields += ["fsp_attempt", job.get("attempt") or 1, "fsp_outcome", outcome, "fsp_error", job.get("error") or ""]
        fields += ["fsp_host", job.get("host") or "", "fsp_version", job.get("version") or ""]
    return [rq_keys.results(job_id), event.entry_id, int(job["keep_seconds"]), fields]
