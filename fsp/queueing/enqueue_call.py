"""One call of the enqueue script: built from a job type, arguments and options; and the meaning of its response."""

import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

from fsp.clock import utc_now
from fsp.errors import Conflict, NotFound
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.gate import Gate, gate_ids, units_field
from fsp.jobs.job_options import EnqueueOptions, OnFailure
from fsp.jobs.job_type import JobType
from fsp.jobs.labels import labels_of
from fsp.jobs.replay_id import is_replay
from fsp.queueing.rq_job import rq_fields
from fsp.redis_ops import keys, rq_keys

TAKEN, PUSHED, REPLACED, KEPT, UNKNOWN, AWAITED = range(6)
"""What the enqueue script did."""


@dataclass(frozen=True)
class Enqueued:
    """The job for the request. `created` is false if an existing job does it.

    `is_replaced` means that the existing, still waiting job got the new arguments.
    """

    job_id: str
    created: bool
    is_replaced: bool = False


@dataclass(frozen=True, slots=True)
class EnqueueCall:
    """The keys and arguments of the enqueue script, and what to do in a conflict."""

    keys: list[str]
    args: list[Any]
    on_conflict: OnConflict

    @classmethod
    def of(cls, rules: JobType, arguments: dict[str, Any], options: EnqueueOptions, *, trace: str = "") -> Self:
        """Return the call that enqueues a job of this type with valid arguments.

        `trace` is the context of the trace that the run joins, as `tracing` writes it.
        """
        dedup = rules.deduplication
        digest = dedup.digest(options.idempotency_key, arguments)
        key = keys.deduplication(rules.name, digest) if digest else ""
        job_id, queue = options.job_id or str(uuid4()), (options.priority or rules.priority).value
        on_conflict = _on_conflict(job_id, options.on_conflict or dedup.on_conflict)
        fields = _fields(rules, arguments, options, queue=queue)
        window_ms = dedup.window_seconds * 1000
        if trace:
            fields["fsp_trace"] = trace
        if key:
            fields |= {"fsp_dedup": key, "fsp_dedup_release": dedup.release.value, "fsp_dedup_window": window_ms}
        return cls(
            [
                *(rq_keys.job(job_id), rq_keys.queue(queue), rq_keys.scheduled(queue), rq_keys.QUEUES, keys.WAKE),
                *(rq_keys.job(other) for other in options.after),
            ],
            [
                *(job_id, options.at.timestamp() if options.at else "", key, window_ms, dedup.release.value),
                *(on_conflict.value, f"deduplicated:{rules.name}"),
                *(part for pair in fields.items() for part in pair),
            ],
            on_conflict if key else OnConflict.RETURN,
        )

    def read(self, answer: bytes) -> Enqueued:
        """Return the job for the request; raise NotFound or Conflict if the script refused it."""
        action, owner = int(answer[:1]), answer[1:].decode()
        if action == UNKNOWN:
            raise NotFound(f'There is no job "{owner}" to run after; it may have ended long ago.')
        if action == AWAITED:
            raise Conflict(f"Other jobs wait for {owner}; give a job that is to wait itself an id of its own.")
        if action == TAKEN and self.on_conflict == OnConflict.RAISE and owner != self.args[0]:
            raise Conflict(f"The job {owner} already does this; it holds the same idempotency key.")
        return Enqueued(owner, action in {PUSHED, KEPT}, action == REPLACED)


def _fields(rules: JobType, arguments: dict[str, Any], options: EnqueueOptions, *, queue: str) -> dict[str, Any]:
    """Return the fields of the job's hash."""
    at, now = options.at, utc_now()
    fields = rq_fields(rules, arguments, queue=queue, status="scheduled" if at else "queued", now=now)
    fields["fsp_type"] = rules.name
    fields["fsp_arguments"] = json.dumps(arguments)
    fields["fsp_enqueued_ms"] = int((at or now).timestamp() * 1000)
    labels = labels_of(arguments, indexed=rules.indexed, tags=(*rules.tags, *options.tags), parent=options.parent)
    if labels:
        fields["fsp_labels"] = json.dumps(labels)
    if rules.gates:
        fields |= _gate_fields(rules.gates, arguments)
    if rules.share_by and arguments.get(rules.share_by) is not None:
        (fields["fsp_share"],) = gate_ids((Gate(rules.share_by),), arguments)
    if options.is_requested:
        fields["fsp_requested"] = 1
    if options.after:
        fields["dependency_id"], fields["dependency_ids"] = options.after[0], json.dumps(options.after)
        fields["allow_dependency_failures"] = int(options.on_failure == OnFailure.RUN)
    return fields


def _gate_fields(gates: tuple[Gate, ...], arguments: dict[str, Any]) -> dict[str, str]:
    units = units_field(gates, arguments)
    return {"fsp_gates": "".join(gate_ids(gates, arguments))} | ({"fsp_units": units} if units else {})


def _on_conflict(job_id: str, requested: OnConflict) -> OnConflict:
    """Let a dead letter's replay wait: refusing it would lose it, and its arguments are older than those of a waiting
    job.
    """
    would_end_it = requested in {OnConflict.RAISE, OnConflict.REPLACE_IF_WAITING}
    return OnConflict.RETURN if is_replay(job_id) and would_end_it else requested
