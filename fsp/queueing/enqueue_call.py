"""One call of the enqueue script: built from a job type, arguments and options; and the meaning of its response."""

import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

from fsp.clock import utc_now
from fsp.errors import Conflict, NotFound
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.job_options import EnqueueOptions, OnFailure
from fsp.jobs.job_type import CheckedArguments, JobType
from fsp.jobs.replay_id import is_replay
from fsp.queueing.job_fields import dedup_rules, own_fields, shared_fields, window_ms
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
    def of(cls, rules: JobType, arguments: CheckedArguments, options: EnqueueOptions, *, trace: str = "") -> Self:
        """Return the call that enqueues a job of this type.

        `trace` is the context of the trace that the run joins, as `tracing` writes it.
        """
        dedup = rules.deduplication
        digest = dedup.digest(options.idempotency_key, arguments.values)
        key = keys.deduplication(rules.name, digest) if digest else ""
        job_id, queue = options.job_id or str(uuid4()), (options.priority or rules.priority).value
        on_conflict = _on_conflict(job_id, options.on_conflict or dedup.on_conflict)
        fields = shared_fields(rules, queue=queue, now=utc_now(), at=options.at, trace=trace)
        fields |= own_fields(rules, arguments, options) | _dependencies(options)
        if options.is_requested:
            fields["fsp_requested"] = 1
        if key:
            fields |= dedup_rules(rules) | {"fsp_dedup": key}
        return cls(
            [
                *(rq_keys.job(job_id), rq_keys.queue(queue), rq_keys.scheduled(queue), rq_keys.QUEUES),
                *(rq_keys.job(other) for other in options.after),
            ],
            [
                *(job_id, options.at.timestamp() if options.at else "", key, window_ms(rules), dedup.release.value),
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


def _dependencies(options: EnqueueOptions) -> dict[str, Any]:
    if not options.after:
        return {}
    return {
        "dependency_id": options.after[0],
        "dependency_ids": json.dumps(options.after),
        "allow_dependency_failures": int(options.on_failure == OnFailure.RUN),
    }


def _on_conflict(job_id: str, requested: OnConflict) -> OnConflict:
    """Let a dead letter's replay wait: refusing it would lose it, and its arguments are older than those of a waiting
    job.
    """
    would_end_it = requested in {OnConflict.RAISE, OnConflict.REPLACE_IF_WAITING}
    return OnConflict.RETURN if is_replay(job_id) and would_end_it else requested
