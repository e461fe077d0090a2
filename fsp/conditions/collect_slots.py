"""Collects who holds the slots of the workers and of full job types."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from redis.client import Pipeline

from fsp.clock import from_epoch
from fsp.conditions.facts.work import SlotFacts, SlotHolder
from fsp.conditions.finding import SYSTEM
from fsp.conditions.system import System
from fsp.jobs.job_reading import JobReading
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import Read, known
from fsp.stored import read_or, whole_of

MAX_NAMED = 3
USUAL = 0.95


def slots_read(system: System) -> Read[tuple[SlotFacts, ...]]:
    """Return a read of the slots that are all in use while jobs wait: of all workers, and of job types."""
    jobs = [job for worker in system.fleet if worker.is_there for job in worker.jobs]
    full = [*_of_workers(system, jobs), *_of_types(system, jobs)]
    if not full:
        return known(())
    types = sorted({job.job_type for job in jobs})

    def ask(pipeline: Pipeline) -> None:
        for name in types:
            pipeline.lindex(metric_keys.ring(name), 0)

    def with_ends(answers: list[bytes | None]) -> tuple[SlotFacts, ...]:
        ends = _last_ends(types, answers)
        return tuple(_facts(slots, holders, ends) for slots, holders in full)

    return Read(ask, with_ends)


def _of_workers(system: System, jobs: list[JobReading]) -> list[tuple[SlotFacts, list[JobReading]]]:
    limit = sum(worker.slots for worker in system.fleet if worker.is_there)
    waiting = sum(queue.waiting + queue.blocked for queue in system.queues)
    if not limit or len(jobs) < limit or not waiting:
        return []
    return [(SlotFacts(SYSTEM.name, limit, len(jobs), waiting, _holders(jobs, system), None, _in_words(jobs)), jobs)]


def _of_types(system: System, jobs: list[JobReading]) -> list[tuple[SlotFacts, list[JobReading]]]:
    full = []
    for gate in system.gates:
        type_jobs = [job for job in jobs if job.job_type == gate.job_type]
        if gate.circuit == "closed" and not gate.pause and gate.held and type_jobs and gate.running >= gate.limit:
            taken, holders = max(len(type_jobs), gate.limit), _holders(type_jobs, system)
            full.append(
                (SlotFacts(gate.job_type, gate.limit, taken, gate.held, holders, None, _in_words(type_jobs)), type_jobs)
            )
    return full


def _facts(slots: SlotFacts, jobs: list[JobReading], ends: dict[str, datetime]) -> SlotFacts:
    last_end_at = max((ends[job.job_type] for job in jobs if job.job_type in ends), default=None)
    return replace(slots, last_end_at=last_end_at)


def _holders(jobs: list[JobReading], system: System) -> tuple[SlotHolder, ...]:
    spans = system.last_hour
    return tuple(
        SlotHolder(
            job.job_id,
            job.job_type,
            job.started_at,
            spans[job.job_type].run_quantile(USUAL) if job.job_type in spans else None,
        )
        for job in jobs
        if job.started_at
    )


def _in_words(holders: list[JobReading]) -> str:
    counts = Counter(job.job_type for job in holders).most_common()
    named = " and ".join(f"{count} running {name}" for name, count in counts[:MAX_NAMED])
    return named + (f" and {len(counts) - MAX_NAMED} more types" if len(counts) > MAX_NAMED else "")


def _last_ends(job_types: Sequence[str], lines: list[bytes | None]) -> dict[str, datetime]:
    """Return when the last attempt of each type ended."""
    newest = {name: line.split(b"|")[0] for name, line in zip(job_types, lines, strict=True) if line}
    ends = {name: read_or(0, whole_of, milliseconds) for name, milliseconds in newest.items()}
    return {name: from_epoch(milliseconds / 1000) for name, milliseconds in ends.items() if milliseconds}
