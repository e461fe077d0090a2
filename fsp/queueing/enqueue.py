"""Enqueues one job or many, with one call and one round trip to Redis."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Unpack

import redis

from fsp import tracing
from fsp.jobs.job_options import EnqueueKeywords, EnqueueOptions
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.queueing.enqueue_call import EnqueueCall, Enqueued
from fsp.redis_ops.scripts import call_many, script

Wanted = tuple[dict[str, Any], EnqueueOptions]

BATCH = 500
"""Jobs per round trip. Other clients are served in between."""


def enqueue(
    connection: redis.Redis,
    job_type: str,
    arguments: dict[str, Any],
    options: EnqueueOptions | None = None,
    **keywords: Unpack[EnqueueKeywords],
) -> Enqueued:
    """Enqueue a job of a registered type, now or later; raise UnknownJobType or InvalidArguments.

    Options are an EnqueueOptions or keywords: `enqueue(…, tags=["spring"])`. Raise Conflict naming the other job if
    `on_conflict` is `raise`; NotFound for an unknown id in `after`.
    """
    options = options or EnqueueOptions(**keywords)
    rules = get_job_type(job_type)
    with tracing.sending((options.priority or rules.priority).value, rules.name) as trace:
        call = EnqueueCall.of(rules, rules.validated(arguments), options, trace=trace)
        enqueued = call.read(script("enqueue")(keys=call.keys, args=call.args, client=connection))
        tracing.note_message(enqueued.job_id, created=enqueued.created)
    return enqueued


def enqueue_many(
    connection: redis.Redis,
    job_type: str,
    many: Iterable[dict[str, Any]],
    *,
    priority: Priority | None = None,
    tags: Sequence[str] = (),
) -> list[Enqueued]:
    """Enqueue a job for each set of arguments, in order; raise before the first one if any is invalid.

    The type's deduplication applies. If Redis goes down half way, the first jobs are enqueued and the rest are not.
    Repeat the call with a type whose deduplication names the identifying arguments.
    """
    options = EnqueueOptions(priority=priority, tags=tags)
    return _enqueue_all(connection, job_type, [(arguments, options) for arguments in many])


def enqueue_named(connection: redis.Redis, job_type: str, many: Iterable[tuple[str, dict[str, Any]]]) -> list[Enqueued]:
    """Enqueue a job for each (job id, arguments), in order, in few round trips; raise as `enqueue_many` does."""
    named = [(arguments, EnqueueOptions(job_id=job_id)) for job_id, arguments in many]
    return _enqueue_all(connection, job_type, named) if named else []


def _enqueue_all(connection: redis.Redis, job_type: str, many: Iterable[Wanted]) -> list[Enqueued]:
    rules = get_job_type(job_type)
    checked = [(rules.validated(arguments), options) for arguments, options in many]
    enqueued: list[Enqueued] = []
    for batch in _batches(checked):
        priority = batch[0][1].priority or rules.priority
        with tracing.sending(priority.value, rules.name, count=len(batch)) as trace:
            enqueued += _send(
                connection, [EnqueueCall.of(rules, arguments, options, trace=trace) for arguments, options in batch]
            )
    return enqueued


def _send(connection: redis.Redis, calls: list[EnqueueCall]) -> list[Enqueued]:
    answers = call_many("enqueue", [(call.keys, call.args) for call in calls], client=connection)
    return [call.read(answer) for call, answer in zip(calls, answers, strict=True)]


def _batches(items: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch
