"""A job that takes more memory than a process of a worker may have."""

from fsp.amounts import size
from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.snapshot import MemoryFacts, Reading


def _find(reading: Reading) -> list[Problem]:
    return [_running(found) if found.memory_bytes else _replaced(found) for found in reading.memory or ()]


def _running(found: MemoryFacts) -> Problem:
    whose = f"the job of {found.job_type} it runs" if found.job_type else "the jobs it runs"
    return Problem(
        kind=MEMORY.name,
        subject=found.job_id or found.worker,
        weight=Weight.SERIOUS,
        what=f"A process of {found.worker} uses {size(found.memory_bytes or 0)}, more than {size(found.limit_bytes)}",
        since=found.since,
        cause=f"{whose} took the memory; its process is replaced when it ends, unless its host runs out first",
        action=Action("Open the job", f"/jobs/{found.job_id}") if found.job_id else _WORKERS,
        jobs_hit=1 if found.job_id else None,
    )


def _replaced(found: MemoryFacts) -> Problem:
    whose = f"jobs of {found.job_type}" if found.job_type else "its jobs"
    return Problem(
        kind=MEMORY.name,
        subject=found.worker,
        weight=Weight.WARNING,
        what=f"A process of {found.worker} went over its memory limit of {size(found.limit_bytes)} and was replaced",
        since=found.since,
        cause=f"{whose} took more than that, or leak",
        action=_WORKERS,
    )


_WORKERS = Action("Look at the workers", "/workers")

MEMORY = Kind(
    name="memory-over",
    meaning="A process of a worker uses, or used within 30 minutes, more memory than FSP_WORKER_MEMORY_BYTES.",
    first_look="Which job it runs and with which input. Split the work, or raise the limit if the host has the memory.",
    find=_find,
)
