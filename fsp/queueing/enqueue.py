"""Putting work on a queue: one call, one round trip to Redis, for one job or for many."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

import redis

from fsp import tracing
from fsp.clock import utc_now
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.dependency import MOST_AFTER, OnFailure
from fsp.jobs.job_type import JobType
from fsp.jobs.labels import checked_tags, labels_of
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.queueing.rq_job import rq_fields
from fsp.redis_ops import keys, rq_keys
from fsp.redis_ops.scripts import script

TAKEN, PUSHED, REPLACED, KEPT, UNKNOWN, AWAITED = range(6)
"""What the enqueue script did."""

BATCH = 500
"""Jobs sent in one round trip; other clients have their turn in between."""


@dataclass(frozen=True)
class Enqueued:
    """The job that now stands for the request; `created` is false if another one does it already.

    `is_replaced` says that that one, which still waits, was given the new arguments.
    """

    job_id: str
    created: bool
    is_replaced: bool = False


@dataclass(frozen=True)
class _Wish:
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
class _Push:
    """One call of the enqueue script."""

    rules: JobType
    keys: list[str]
    args: list[Any]
    on_conflict: OnConflict

    def read(self, answer: Any) -> Enqueued:
        done, holder = answer
        if done == UNKNOWN:
            raise NotFound(f'There is no job "{holder.decode()}" to run after; it may have ended long ago.')
        if done == AWAITED:
            raise Conflict(
                f"Other jobs wait for {holder.decode()}; give a job that is to wait itself an id of its own."
            )
        if done == TAKEN and self.on_conflict == OnConflict.RAISE and holder != self.args[0].encode():
            raise Conflict(f"The job {holder.decode()} already does this; it holds the same idempotency key.")
        return Enqueued(holder.decode(), done in {PUSHED, KEPT}, done == REPLACED)


def enqueue(
    connection: redis.Redis,
    job_type: str,
    arguments: dict[str, Any],
    *,
    job_id: str | None = None,
    at: datetime | None = None,
    priority: Priority | None = None,
    is_requested: bool = False,
    idempotency_key: str | None = None,
    on_conflict: OnConflict | None = None,
    tags: Sequence[str] = (),
    parent: str = "",
    after: Sequence[str] = (),
    on_failure: OnFailure = OnFailure.WAIT,
) -> Enqueued:
    """Enqueue a job of a registered type, now or at a moment; raise UnknownJobType or InvalidArguments.

    `is_requested` says that a row in SQL waits for its end. While another job holds the same `idempotency_key`, the
    type's deduplication, or `on_conflict` in its place, decides; `raise` is a Conflict naming that job.
    The job can be found by its `tags`, and by its `parent`, the job it repeats.

    The job is deferred until every job of `after` has succeeded; `on_failure` says what becomes of it when one does
    not. Raise NotFound for an id nothing is known of.
    """
    if len(after) > MOST_AFTER or job_id in after:
        raise InvalidInput(f"A job can run after up to {MOST_AFTER} others and not after itself, got {len(after)} ids.")
    wish = _Wish(
        *(job_id, at, priority, is_requested, idempotency_key, on_conflict, checked_tags(tags), parent),
        after=tuple(after),
        on_failure=on_failure,
    )
    rules = get_job_type(job_type)
    with tracing.sending((priority or rules.priority).value, rules.name) as carried:
        push = _push(rules, arguments, replace(wish, trace=carried))
        made = push.read(script("enqueue")(keys=push.keys, args=push.args, client=connection))
        tracing.note_message(made.job_id, created=made.created)
    return made


def enqueue_many(
    connection: redis.Redis,
    job_type: str,
    many: Iterable[dict[str, Any]],
    *,
    priority: Priority | None = None,
    tags: Sequence[str] = (),
) -> list[Enqueued]:
    """Enqueue a job for each set of arguments, in order; raise before any is enqueued if one does not fit.

    The type's deduplication holds for each. Should Redis go away half way, the first jobs are enqueued and the rest are
    not: do it again with a type that names the arguments that make two jobs the same.
    """
    rules, wish = get_job_type(job_type), _Wish(priority=priority, tags=checked_tags(tags))
    checked = [rules.validated(arguments) for arguments in many]
    done: list[Enqueued] = []
    for batch in _batches(checked):
        with tracing.sending((priority or rules.priority).value, rules.name, count=len(batch)) as carried:
            done += _send(connection, [_push_checked(rules, each, replace(wish, trace=carried)) for each in batch])
    return done


def _send(connection: redis.Redis, pushes: list[_Push]) -> list[Enqueued]:
    with connection.pipeline(transaction=False) as pipeline:
        for push in pushes:
            script("enqueue")(keys=push.keys, args=push.args, client=pipeline)
        answers = pipeline.execute()
    return [push.read(answer) for push, answer in zip(pushes, answers, strict=True)]


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch


def _push(rules: JobType, arguments: dict[str, Any], wish: _Wish) -> _Push:
    return _push_checked(rules, rules.validated(arguments), wish)


def _push_checked(rules: JobType, arguments: dict[str, Any], wish: _Wish) -> _Push:
    dedup = rules.deduplication
    digest = dedup.digest(wish.idempotency_key, arguments)
    key = keys.deduplication(rules.name, digest) if digest else ""
    on_conflict = wish.on_conflict or dedup.on_conflict
    job_id, queue, now = wish.job_id or str(uuid4()), (wish.priority or rules.priority).value, utc_now()
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
    return _Push(
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
