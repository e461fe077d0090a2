"""Workers that were lost, or none at all."""

from datetime import timedelta

from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import Reading

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
            cause=f"{'it' if len(lost) == 1 else 'they'} stopped sending heartbeats: killed, out of memory, or the "
            "host is down",
            action=Action("Look at the workers", "/workers"),
            jobs_hit=sum(found.jobs for found in lost),
        )
    ]


def _none(reading: Reading) -> Problem:
    waiting = sum(queue.waiting for queue in reading.queues or ())
    last = max(reading.lost_workers or (), key=lambda found: found.heard_at, default=None)
    left = max(reading.left_workers or (), key=lambda found: found.left_at, default=None)
    if left is not None and (last is None or left.left_at >= last.heard_at):
        heard, cause = left.left_at, f"the last one, {left.name}, was stopped: {left.because or 'it left'}"
    elif last is not None:
        heard, cause = (
            last.heard_at,
            f"the last one, {last.name}, stopped sending heartbeats: killed, or its host is down",
        )
    else:
        heard, cause = None, "none was started; fsp worker starts one"
    return Problem(
        kind=DEAD.name,
        subject="all",
        weight=Weight.CRITICAL,
        what="No worker is running",
        since=heard,
        cause=cause,
        action=Action("Look at the workers", "/workers"),
        jobs_hit=waiting,
        reach=Reach.EVERYTHING,
    )


DEAD = Kind(
    name="worker-dead",
    meaning="A worker has sent no heartbeat for 45 s and none was started in its place. Its jobs are given to others "
    "within a minute.",
    first_look="The log of the worker and the memory of its machine; start one with fsp worker if none is left.",
    find=_find,
    component="workers",
)
