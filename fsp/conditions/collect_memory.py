"""Collects worker processes above their memory limit, and those that were replaced for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from fsp.conditions.facts.work import MemoryFacts
from fsp.conditions.limits import MEMORY_REPLACEMENT_SHOWN_FOR
from fsp.conditions.system import System
from fsp.inspection.fleet import FleetWorker
from fsp.inspection.worker_report import REPLACED_FOR_MEMORY
from fsp.metrics.counters import TypeTotals, type_totals_read
from fsp.redis_ops.reads import Read, joined, known


def memory_read(system: System, now: datetime) -> Read[tuple[MemoryFacts, ...]]:
    """Return a read of processes above their limit, and of the last replacement of other workers."""
    over = tuple(facts for worker in system.fleet if worker.is_there for facts in _over(worker, now))
    if all(facts.memory_bytes for facts in over):
        return known(over)
    limit = max(facts.limit_bytes for facts in over)

    def with_types(totals: dict[str, TypeTotals]) -> tuple[MemoryFacts, ...]:
        heavy = " and ".join(sorted(name for name, total in totals.items() if total.peak_bytes > limit))
        return tuple(facts if facts.memory_bytes else replace(facts, job_type=heavy) for facts in over)

    return joined(with_types, type_totals_read())


def _over(worker: FleetWorker, now: datetime) -> Iterator[MemoryFacts]:
    report, limit = worker.report, worker.report.memory_limit_bytes
    if limit is None:
        return
    jobs = {job.job_id: job for job in worker.jobs}
    over = [child for child in report.children if (child.memory_bytes or 0) > limit]
    for child in over:
        child_jobs = [jobs[job_id] for job_id in child.jobs if job_id in jobs]
        only = child_jobs[0] if len(child_jobs) == 1 else None
        started = min((job.started_at for job in child_jobs if job.started_at), default=None)
        yield MemoryFacts(
            worker=report.name,
            memory_bytes=child.memory_bytes,
            limit_bytes=limit,
            job_id=only.job_id if only else "",
            job_type=only.job_type if only else "",
            since=started,
        )
    ends = [
        end.at
        for end in report.last_ended
        if end.reason == REPLACED_FOR_MEMORY and now - end.at < MEMORY_REPLACEMENT_SHOWN_FOR
    ]
    if ends and not over:
        yield MemoryFacts(report.name, None, limit, "", "", min(ends))
