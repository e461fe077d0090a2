"""Enqueues one job or many, with one call and one round trip to Redis."""

from collections.abc import Iterable, Sequence
from typing import Any, Unpack
from uuid import uuid4

import redis

from fsp import tracing
from fsp.jobs.job_id import check_job_id
from fsp.jobs.job_options import EnqueueKeywords, EnqueueOptions
from fsp.jobs.priority import Priority
from fsp.jobs.registry import get_job_type
from fsp.queueing.bulk import CREATED, LEFT, Bulk, NewJob, batched
from fsp.queueing.enqueue_call import EnqueueCall, Enqueued
from fsp.redis_ops.scripts import ScriptCall, call_many, script

JOBS_PER_ROUND_TRIP = 500

JOBS_PER_CALL = 100
"""The server does nothing else during a call: for about 1 ms."""


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
        call = EnqueueCall.of(rules, rules.checked(arguments), options, trace=trace)
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
    return _enqueue_all(connection, job_type, options, (("", arguments) for arguments in many))


def enqueue_named(connection: redis.Redis, job_type: str, many: Iterable[tuple[str, dict[str, Any]]]) -> list[Enqueued]:
    """Enqueue a job for each (job id, arguments), in order, in few round trips; raise as `enqueue_many` does."""
    named = [(check_job_id(job_id), arguments) for job_id, arguments in many]
    return _enqueue_all(connection, job_type, EnqueueOptions(), named) if named else []


def _enqueue_all(
    connection: redis.Redis, job_type: str, options: EnqueueOptions, many: Iterable[tuple[str, dict[str, Any]]]
) -> list[Enqueued]:
    rules = get_job_type(job_type)
    jobs = [NewJob(job_id or str(uuid4()), rules.checked(arguments)) for job_id, arguments in many]
    bulk, enqueued = Bulk(rules, options), list[Enqueued]()
    for batch in batched(jobs, JOBS_PER_ROUND_TRIP):
        with tracing.sending(bulk.queue, rules.name, count=len(batch)) as trace:
            enqueued += _send(connection, bulk, batch, trace=trace)
    return enqueued


def _send(connection: redis.Redis, bulk: Bulk, jobs: Sequence[NewJob], *, trace: str) -> list[Enqueued]:
    """Enqueue jobs in one round trip, and in a second one those that need a decision."""
    calls: list[ScriptCall] = [([], bulk.arguments(part, trace=trace)) for part in batched(jobs, JOBS_PER_CALL)]
    digits = b"".join(call_many("enqueue_many", calls, client=connection))
    left = [bulk.single(job, trace=trace) for job, digit in zip(jobs, digits, strict=True) if digit == LEFT]
    answers = call_many("enqueue", [(call.keys, call.args) for call in left], client=connection) if left else []
    decided = iter([call.read(answer) for call, answer in zip(left, answers, strict=True)])
    return [
        next(decided) if digit == LEFT else Enqueued(job.job_id, digit == CREATED)
        for job, digit in zip(jobs, digits, strict=True)
    ]
