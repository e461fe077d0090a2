"""Putting work on a queue: one call, one round trip to Redis, for one job or for many."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Unpack

import redis

from fsp import tracing
from fsp.jobs.job_options import EnqueueKeywords, EnqueueOptions
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.queueing.enqueue_call import EnqueueCall, Enqueued
from fsp.redis_ops.scripts import script

BATCH = 500
"""Jobs sent in one round trip; other clients have their turn in between."""


def enqueue(
    connection: redis.Redis,
    job_type: str,
    arguments: dict[str, Any],
    options: EnqueueOptions | None = None,
    **keywords: Unpack[EnqueueKeywords],
) -> Enqueued:
    """Enqueue a job of a registered type, now or at a moment; raise UnknownJobType or InvalidArguments.

    Its options are given as an EnqueueOptions or by keyword: `enqueue(…, tags=["spring"])`.
    Raise Conflict, naming the other job, where `on_conflict` is `raise`; NotFound for an id of `after` that is unknown.
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
    """Enqueue a job for each set of arguments, in order; raise before any is enqueued if one does not fit.

    The type's deduplication holds for each. Should Redis go away half way, the first jobs are enqueued and the rest are
    not: do it again with a type that names the arguments that make two jobs the same.
    """
    rules, options = get_job_type(job_type), EnqueueOptions(priority=priority, tags=tags)
    checked = [rules.validated(arguments) for arguments in many]
    enqueued: list[Enqueued] = []
    for batch in _batches(checked):
        with tracing.sending((priority or rules.priority).value, rules.name, count=len(batch)) as trace:
            enqueued += _send(
                connection, [EnqueueCall.of(rules, arguments, options, trace=trace) for arguments in batch]
            )
    return enqueued


def _send(connection: redis.Redis, calls: list[EnqueueCall]) -> list[Enqueued]:
    with connection.pipeline(transaction=False) as pipeline:
        for call in calls:
            script("enqueue")(keys=call.keys, args=call.args, client=pipeline)
        answers = pipeline.execute()
    return [call.read(answer) for call, answer in zip(calls, answers, strict=True)]


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch
