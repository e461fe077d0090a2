"""Workers that were lost, or none at all."""

from datetime import timedelta

from fsp.health.problems.problem import Action, Kind, Problem, Weight
from fsp.health.problems.reading import Reading

SHOWN_FOR = timedelta(minutes=30)
"""Its jobs have long been taken over by then; with no worker left it stays a problem."""


def _find(reading: Reading) -> list[Problem]:
    lost = [found for found in reading.lost_workers or () if reading.at - found.heard_at < SHOWN_FOR]
    if reading.workers_there == 0:
        return [_none(reading)]
    if not lost:
        return []
    first = min(lost, key=lambda found: found.heard_at)
    what = f"The worker {first.name} is dead" if len(lost) == 1 else f"{len(lost)} workers are dead"
    return [
        Problem(
            kind=DEAD.name,
            subject=first.name,
            weight=Weight.SERIOUS,
            what=what,
            since=first.heard_at,
            cause="it stopped telling of itself: killed, out of memory, or its machine is gone",
            action=Action("Look at the workers", "/workers"),
            jobs_hit=sum(found.jobs for found in lost),
        )
    ]


def _none(reading: Reading) -> Problem:
    waiting = sum(queue.waiting for queue in reading.queues or ())
    heard = max((found.heard_at for found in reading.lost_workers or ()), default=None)
    return Problem(
        kind=DEAD.name,
        subject="all",
        weight=Weight.CRITICAL,
        what="No worker is running",
        since=heard,
        cause="the last one was lost or stopped" if heard else "none was started; fsp worker starts one",
        action=Action("Look at the workers", "/workers"),
        jobs_hit=waiting,
    )


DEAD = Kind(
    name="worker-dead",
    meaning="A worker has told nothing of itself for 45 s. Its jobs are given to others within a minute.",
    first_look="The log of the worker and the memory of its machine; start one with fsp worker if none is left.",
    find=_find,
)
