"""One call of the enqueue script: made from a job type, its arguments and a wish; and what its answer means."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from fsp.clock import utc_now
from fsp.errors import Conflict, NotFound
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.job_options import OnFailure
from fsp.jobs.job_type import JobType
from fsp.jobs.labels import labels_of
from fsp.jobs.priority import Priority
from fsp.jobs.replay_id import is_replay
from fsp.queueing.rq_job import rq_fields
from fsp.redis_ops import keys, rq_keys

TAKEN, PUSHED, REPLACED, KEPT, UNKNOWN, AWAITED = range(6)
"""What the enqueue script did."""


@dataclass(frozen=True)
class Enqueued:
    """The job that now stands for the request; `created` is false if another one does it already.

    `is_replaced` says that that one, which still waits, was given the new arguments.
    """

    job_id: str
    created: bool
    is_replaced: bool = False


@dataclass(frozen=True)
class Wish:
    """How a job is to be pushed."""

    job_id: str | None = None
    at: datetime | None = None
    priority: Priority | None = None
    is_requested: bool = False
    idempotency_key: str | None = None
    on_conflict: OnConflict | None = None
    tags: Sequence[str] = ()
    parent: str = ""
    after: tuple[str, ...] = ()
    on_failure: OnFailure = OnFailure.WAIT
    trace: str = ""
    """Which trace its run is to be part of, as `tracing` tells it."""


@dataclass(frozen=True)
class Push:
    """One call of the enqueue script."""

    rules: JobType
    keys: list[str]
    args: list[Any]
    on_conflict: OnConflict

    def read(self, answer: bytes) -> Enqueued:
        """Return which job stands for the request; raise NotFound or Conflict where the script refused it."""
        done, holder = int(answer[:1]), answer[1:].decode()
        if done == UNKNOWN:
            raise NotFound(f'There is no job "{holder}" to run after; it may have ended long ago.')
        if done == AWAITED:
            raise Conflict(f"Other jobs wait for {holder}; give a job that is to wait itself an id of its own.")
        if done == TAKEN and self.on_conflict == OnConflict.RAISE and holder != self.args[0]:
            raise Conflict(f"The job {holder} already does this; it holds the same idempotency key.")
        return Enqueued(holder, done in {PUSHED, KEPT}, done == REPLACED)


def push_of(rules: JobType, arguments: dict[str, Any], wish: Wish) -> Push:
    """Return the call that enqueues a job of this type with these arguments, which fit it."""
    dedup = rules.deduplication
    digest = dedup.digest(wish.idempotency_key, arguments)
    key = keys.deduplication(rules.name, digest) if digest else ""
    job_id, queue, now = wish.job_id or str(uuid4()), (wish.priority or rules.priority).value, utc_now()
    on_conflict = _on_conflict(job_id, wish.on_conflict or dedup.on_conflict)
    fields = rq_fields(rules, arguments, queue=queue, status="scheduled" if wish.at else "queued", now=now)
    fields |= {
        "fsp_type": rules.name,
        "fsp_arguments": json.dumps(arguments),
        "fsp_enqueued_ms": int((wish.at or now).timestamp() * 1000),
    }
    window_ms = dedup.window_seconds * 1000
    labels = labels_of(arguments, indexed=rules.indexed, tags=(*rules.tags, *wish.tags), parent=wish.parent)
    if labels:
        fields["fsp_labels"] = json.dumps(labels)
    if wish.is_requested:
        fields["fsp_requested"] = 1
    if wish.trace:
        fields["fsp_trace"] = wish.trace
    if wish.after:
        fields |= {"dependency_id": wish.after[0], "dependency_ids": json.dumps(wish.after)}
        fields |= {"allow_dependency_failures": int(wish.on_failure == OnFailure.RUN)}
    if key:
        fields |= {"fsp_dedup": key, "fsp_dedup_release": dedup.release.value, "fsp_dedup_window": window_ms}
    return Push(
        rules,
        [
            *(rq_keys.job(job_id), rq_keys.queue(queue), rq_keys.scheduled(queue), rq_keys.QUEUES, keys.WAKE),
            *(rq_keys.job(other) for other in wish.after),
        ],
        [
            *(job_id, wish.at.timestamp() if wish.at else "", key, window_ms, dedup.release.value),
            *(on_conflict.value, f"deduplicated:{rules.name}"),
            *(part for pair in fields.items() for part in pair),
        ],
        on_conflict if key else OnConflict.RETURN,
    )


def _on_conflict(job_id: str, wanted: OnConflict) -> OnConflict:
    """Let a dead letter's replay wait: to refuse it would lose it, and its arguments are older than a waiting job's."""
    would_end_it = wanted in {OnConflict.RAISE, OnConflict.REPLACE_IF_WAITING}
    return OnConflict.RETURN if is_replay(job_id) and would_end_it else wanted
