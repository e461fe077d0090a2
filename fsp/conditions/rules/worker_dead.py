"""Crashed workers, or no workers at all."""

from datetime import datetime

from fsp.conditions.facts.work import LostWorkerFacts
from fsp.conditions.finding import SYSTEM, Action, Finding, Reach, Subject, SubjectKind
from fsp.conditions.limits import LOST_WORKER_SHOWN_FOR
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "worker-dead"
_ACTION = Action("Start a worker", "/workers", command="fsp worker")


def _find(snapshot: Snapshot) -> list[Finding]:
    if snapshot.workers_there == 0:
        return [_none(snapshot)]
    lost = [worker for worker in snapshot.lost_workers or () if snapshot.at - worker.heard_at < LOST_WORKER_SHOWN_FOR]
    return [_lost(lost)] if lost else []


def _lost(lost: list[LostWorkerFacts]) -> Finding:
    first = min(lost, key=lambda worker: worker.heard_at)
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.WORKER, first.name),
        severity=Severity.ERROR,
        summary=f"Worker {first.name} crashed" if len(lost) == 1 else f"{len(lost)} workers crashed",
        since=first.heard_at,
        cause=f"{'it' if len(lost) == 1 else 'they'} stopped sending heartbeats: killed, out of memory, or the "
        "host is down",
        action=_ACTION,
        jobs_hit=sum(worker.jobs for worker in lost),
    )


def _none(snapshot: Snapshot) -> Finding:
    heard_at, cause = _last_heard(snapshot)
    return Finding(
        rule=NAME,
        subject=SYSTEM,
        severity=Severity.CRITICAL,
        summary="No workers are running",
        since=heard_at,
        cause=cause,
        action=_ACTION,
        jobs_hit=sum(queue.waiting for queue in snapshot.queues or ()),
        reach=Reach.EVERYTHING,
    )


def _last_heard(snapshot: Snapshot) -> tuple[datetime | None, str]:
    lost = max(snapshot.lost_workers or (), key=lambda worker: worker.heard_at, default=None)
    left = max(snapshot.left_workers or (), key=lambda worker: worker.left_at, default=None)
    if left is not None and (lost is None or left.left_at >= lost.heard_at):
        return left.left_at, f"the last one, {left.name}, was stopped{': ' + left.because if left.because else ''}"
    if lost is not None:
        return lost.heard_at, f"the last one, {lost.name}, stopped sending heartbeats: killed, or its host is down"
    return None, "none was started; run fsp worker"


WORKER_DEAD = Rule(
    name=NAME,
    meaning="A worker sent no heartbeat for 45 s and was not replaced. Its jobs are reassigned within a minute.",
    first_look="Check the worker's log and the host's memory. Start one with fsp worker if none is left.",
    find=_find,
    component="workers",
)
