"""Which processes of workers have more memory than they may have, or were replaced for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import redis

from fsp.conditions.snapshot import MemoryFacts
from fsp.metrics.counters import read_type_totals
from fsp.queueing.fleet import FleetWorker
from fsp.queueing.worker_report import REPLACED_FOR_MEMORY
from fsp.web.overview.machinery import Machinery

SHOWN_FOR = timedelta(minutes=30)


def memory_of(machinery: Machinery, connection: redis.Redis, now: datetime) -> tuple[MemoryFacts, ...]:
    """Return the processes over their limit now, and of each other worker the last one replaced for its memory."""
    found = [facts for worker in machinery.fleet if worker.is_there for facts in _over(worker, now)]
    if not any(facts.memory_bytes is None for facts in found):
        return tuple(found)
    heavy = _heavy_types(connection, max(facts.limit_bytes for facts in found))
    return tuple(
        facts if facts.memory_bytes else MemoryFacts(facts.worker, None, facts.limit_bytes, "", heavy, facts.since)
        for facts in found
    )


def _over(worker: FleetWorker, now: datetime) -> Iterator[MemoryFacts]:
    report, limit = worker.report, worker.report.memory_limit_bytes
    if limit is None:
        return
    jobs = {job.job_id: job for job in worker.jobs}
    over = [child for child in report.children if (child.memory_bytes or 0) > limit]
    for child in over:
        mine = [jobs[job_id] for job_id in child.jobs if job_id in jobs]
        one = mine[0] if len(mine) == 1 else None
        started = min((job.started_at for job in mine if job.started_at), default=None)
        yield MemoryFacts(
            worker=report.name,
            memory_bytes=child.memory_bytes,
            limit_bytes=limit,
            job_id=one.job_id if one else "",
            job_type=one.job_type if one else "",
            since=started,
        )
    ends = [end.at for end in report.last_ended if end.reason == REPLACED_FOR_MEMORY and now - end.at < SHOWN_FOR]
    if ends and not over:
        yield MemoryFacts(report.name, None, limit, "", "", min(ends))


def _heavy_types(connection: redis.Redis, limit: int) -> str:
    totals = read_type_totals(connection)
    return " and ".join(sorted(name for name, found in totals.items() if found.peak_bytes > limit))
