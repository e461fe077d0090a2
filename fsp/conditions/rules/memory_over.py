"""A job that uses more memory than the limit of a worker process."""

from fsp.amounts import size
from fsp.conditions.facts.work import MemoryFacts
from fsp.conditions.failed_jobs import pause_type_action
from fsp.conditions.finding import Action, Finding, Numbers, Subject, SubjectKind
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "memory-over"
_WORKERS = Action("View workers", "/workers")
QUESTION = "Cancel this job?"


def _find(snapshot: Snapshot) -> list[Finding]:
    return [_running(memory) if memory.memory_bytes else _replaced(memory) for memory in snapshot.memory or ()]


def _running(memory: MemoryFacts) -> Finding:
    whose = f"its {memory.job_type} job" if memory.job_type else "the jobs it runs"
    used, limit = memory.memory_bytes or 0, memory.limit_bytes
    job = Subject(SubjectKind.JOB, memory.job_id)
    return Finding(
        rule=NAME,
        subject=job if memory.job_id else Subject(SubjectKind.WORKER, memory.worker),
        severity=Severity.ERROR,
        summary=f"A process of {memory.worker} uses {size(used)}, more than {size(limit)}",
        since=memory.since,
        cause=f"{whose} uses the memory; the process is replaced when the job ends, unless the host runs out first",
        action=Action("Cancel job", f"/jobs/{memory.job_id}/cancel", is_post=True, question=QUESTION)
        if memory.job_id
        else _WORKERS,
        details_url=f"/jobs/{memory.job_id}" if memory.job_id else "",
        numbers=Numbers(used, limit),
        jobs_hit=1 if memory.job_id else None,
    )


def _replaced(memory: MemoryFacts) -> Finding:
    whose = f"{memory.job_type} jobs" if memory.job_type else "its jobs"
    limit = size(memory.limit_bytes)
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.WORKER, memory.worker),
        severity=Severity.WARNING,
        summary=f"A process of {memory.worker} went over its memory limit of {limit} and was replaced",
        since=memory.since,
        cause=f"{whose} used more than that, or they leak memory",
        action=pause_type_action(memory.job_type) if memory.job_type else _WORKERS,
        details_url="/workers",
        numbers=Numbers(threshold=memory.limit_bytes),
    )


MEMORY_OVER = Rule(
    name=NAME,
    meaning="A worker process uses more memory than FSP_WORKER_MEMORY_BYTES, or did so in the last 30 minutes.",
    first_look="Check which job it runs and with which input. Split the work, or raise the limit if the host has "
    "enough memory.",
    find=_find,
)
