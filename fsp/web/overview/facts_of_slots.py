"""Who holds the slots of the workers and of each job type that is full, for the kinds of problems."""

from collections import Counter
from datetime import datetime
from typing import cast

import redis

from fsp.clock import from_epoch
from fsp.conditions.rules.slots_held import ALL
from fsp.conditions.snapshot import SlotFacts, SlotHolder
from fsp.queueing.jobs import JobReading
from fsp.redis_ops import metric_keys
from fsp.stored import read_or, whole_of
from fsp.web.overview.machinery import Machinery

MAX_NAMED = 3
USUAL = 0.95


def slots_of(machinery: Machinery, connection: redis.Redis) -> tuple[SlotFacts, ...]:
    """Return the slots that are all taken while jobs wait for one: of the workers together, and of job types."""
    workers = [worker for worker in machinery.fleet if worker.is_there]
    jobs = [job for worker in workers for job in worker.jobs]
    limit, waiting = sum(worker.slots for worker in workers), sum(q.waiting + q.parked for q in machinery.queues)
    full = [(ALL, limit, jobs, waiting)] if limit and len(jobs) >= limit and waiting else []
    for gate in machinery.gates:
        mine = [job for job in jobs if job.job_type == gate.job_type]
        parked = sum(count for (_, name), count in machinery.parked.items() if name == gate.job_type)
        if gate.circuit == "closed" and not gate.pause and parked and mine and gate.running >= gate.limit:
            full.append((gate.job_type, gate.limit, mine, parked))
    ends = _last_ends(connection, sorted({job.job_type for job in jobs})) if full else {}
    return tuple(
        SlotFacts(
            subject=subject,
            limit=slots,
            taken=max(len(holders), slots if subject != ALL else 0),
            waiting=count,
            holders=tuple(_holder(job, machinery) for job in holders if job.started_at),
            last_end_at=max((ends[job.job_type] for job in holders if job.job_type in ends), default=None),
            in_words=_in_words(holders),
        )
        for subject, slots, holders, count in full
    )


def _holder(job: JobReading, machinery: Machinery) -> SlotHolder:
    span = machinery.last_hour.get(job.job_type)
    started = job.started_at
    assert started is not None  # noqa: S101  (who asks has looked)
    return SlotHolder(job.job_id, job.job_type, started, span.run_quantile(USUAL) if span else None)


def _in_words(holders: list[JobReading]) -> str:
    counts = Counter(job.job_type for job in holders).most_common()
    named = " and ".join(f"{count} with {name}" for name, count in counts[:MAX_NAMED])
    return named + (f" and {len(counts) - MAX_NAMED} more types" if len(counts) > MAX_NAMED else "")


def _last_ends(connection: redis.Redis, job_types: list[str]) -> dict[str, datetime]:
    """Return when the last attempt of each type ended."""
    pipeline = connection.pipeline(transaction=False)
    for name in job_types:
        pipeline.lindex(metric_keys.ring(name), 0)
    lines = cast(list[bytes | None], pipeline.execute())
    newest = {name: line.split(b"|")[0] for name, line in zip(job_types, lines, strict=True) if line}
    ends = {name: read_or(0, whole_of, milliseconds) for name, milliseconds in newest.items()}
    return {name: from_epoch(milliseconds / 1000) for name, milliseconds in ends.items() if milliseconds}
