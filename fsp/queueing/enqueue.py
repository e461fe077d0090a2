"""Putting work on a queue: one call, one round trip to Redis, for one job or for many."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

import redis

from fsp import tracing
from fsp.errors import InvalidInput
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.job_id import check_job_id
from fsp.jobs.job_options import MOST_AFTER, OnFailure
from fsp.jobs.labels import checked_tags
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.queueing.enqueue_call import Enqueued, Push, Wish, push_of
from fsp.redis_ops.scripts import script
from fsp.storable import MAX_NAME_BYTES, check_text

BATCH = 500
"""Jobs sent in one round trip; other clients have their turn in between."""


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
    _check_texts(job_id=job_id, idempotency_key=idempotency_key, parent=parent, after=after)
    wish = Wish(
        job_id=job_id,
        at=at,
        priority=priority,
        is_requested=is_requested,
        idempotency_key=idempotency_key,
        on_conflict=on_conflict,
        tags=checked_tags(tags),
        parent=parent,
        after=tuple(after),
        on_failure=on_failure,
    )
    rules = get_job_type(job_type)
    with tracing.sending((priority or rules.priority).value, rules.name) as carried:
        push = push_of(rules, rules.validated(arguments), replace(wish, trace=carried))
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
    rules, wish = get_job_type(job_type), Wish(priority=priority, tags=checked_tags(tags))
    checked = [rules.validated(arguments) for arguments in many]
    done: list[Enqueued] = []
    for batch in _batches(checked):
        with tracing.sending((priority or rules.priority).value, rules.name, count=len(batch)) as carried:
            done += _send(connection, [push_of(rules, each, replace(wish, trace=carried)) for each in batch])
    return done


def _check_texts(*, job_id: str | None, idempotency_key: str | None, parent: str, after: Sequence[str]) -> None:
    """Raise UnstorableInput, naming the field, for a text that no store can hold."""
    if job_id is not None:
        check_job_id(job_id)
    check_text(idempotency_key or "", "idempotency_key")
    for name, other in (("parent", parent), *(("after", other) for other in after)):
        check_text(other, name, max_bytes=MAX_NAME_BYTES)


def _send(connection: redis.Redis, pushes: list[Push]) -> list[Enqueued]:
    with connection.pipeline(transaction=False) as pipeline:
        for push in pushes:
            script("enqueue")(keys=push.keys, args=push.args, client=pipeline)
        answers = pipeline.execute()
    return [push.read(answer) for push, answer in zip(pushes, answers, strict=True)]


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch
