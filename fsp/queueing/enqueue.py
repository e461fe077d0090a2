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
    rules, options = get_job_type(job_type), EnqueueOptions(priority=priority, tags=tags)
    checked = [rules.validated(arguments) for arguments in many]
    enqueued: list[Enqueued] = []
    for batch in _batches(checked):
        with tracing.sending((priority or rules.priority).value, rules.name, count=len(batch)) as trace:
            enqueued += _send(
                connection, [EnqueueCall.of(rules, arguments, options, trace=trace) for arguments in batch]
            )
    return enqueued


def enqueue_named(connection: redis.Redis, job_type: str, many: Iterable[tuple[str, dict[str, Any]]]) -> list[Enqueued]:
    """Enqueue a job for each (job id, arguments), in order, in few round trips, as `enqueue` does one by one."""
    enqueued: list[Enqueued] = []
    left = iter(many)
    while batch := list(islice(left, BATCH)):
        rules = get_job_type(job_type)
        with tracing.sending(rules.priority.value, rules.name, count=len(batch)) as trace:
            calls = [
                EnqueueCall.of(rules, rules.validated(arguments), EnqueueOptions(job_id=job_id), trace=trace)
                for job_id, arguments in batch
            ]
            enqueued += _send(connection, calls)
    return enqueued


def _send(connection: redis.Redis, calls: list[EnqueueCall]) -> list[Enqueued]:
    answers = call_many("enqueue", [(call.keys, call.args) for call in calls], client=connection)
    return [call.read(answer) for call, answer in zip(calls, answers, strict=True)]


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch
