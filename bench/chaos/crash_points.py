"""Crashing at every point of claim, run and finish: R3.

A worker that loads this module has a trap in its children that kills them at the chosen call or return, the first
`TIMES` times one comes there.
"""

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

import redis

from bench.chaos.extent import extent
from bench.chaos.stage import Row, Stage
from fsp.queueing.enqueue import enqueue_many
from fsp.stored import text_of

POINTS = (
    *("exchange.call", "send.call", "send.return", "exchange.return", "begin.call", "begin.return", "attempt.call"),
    *("call.call", "note.call", "note.return", "call.return", "success.call", "attempt.return", "end.call"),
    *("end.return", "_follow_up.call", "after.return", "_follow_up.return"),
)
"""Functions of the worker's cycle, in the order a job goes through them, at their call and at their return."""

POINTS_OF_THREADS = (
    *("exchange.call", "send.call", "send.return", "claim.call", "commit.return", "exchange.return", "begin.return"),
    *("brief.return", "end.return", "_step.return"),
)
"""The same where threads share calls, and short jobs a thread: several are claimed, or wait to be recorded."""

FILES = ("/fsp/worker/", "/fsp/jobs/job_type.py", "/bench/chaos/jobs.py")
POINT, CRASHES = "chaos:point", "chaos:crashes"
TIMES = extent(5, 20)
JOBS, SHORT_JOBS = 40, 400


def crash_points(stage: Stage) -> Row:
    """Crash again and again at each point; everything must come to its end all the same."""
    modules = "bench.chaos.jobs,bench.chaos.crash_points"
    stage.start(2, FSP_JOB_MODULES=modules, FSP_WORKER_CHILDREN="2")
    rounds = [_round(stage, point, "chaos-note", JOBS) for point in POINTS]
    stage.stop()
    stage.start(2, threads=4, FSP_JOB_MODULES=modules)
    rounds += [_round(stage, point, "chaos-brief", SHORT_JOBS) for point in POINTS_OF_THREADS]
    lost, crashes = sum(lost for lost, _ in rounds), [crashes for _, crashes in rounds]
    measured = f"{sum(crashes)} crashes at {len(rounds)} points, at least {min(crashes)} at each, {lost} lost"
    return Row(f"{len(rounds)} points x {TIMES} crashes", measured, "0 lost", not lost and min(crashes) > 0)


def _round(stage: Stage, point: str, job_type: str, count: int) -> tuple[int, int]:
    """Run jobs while children crash at a point; return how many jobs were lost, and how often children crashed."""
    stage.connection.set(POINT, point)
    stage.connection.delete(CRASHES)
    jobs = enqueue_many(stage.connection, job_type, [{"number": number} for number in range(count)])
    lost = stage.settle([job.job_id for job in jobs], seconds=90)[1]
    return lost, min(TIMES, stage.number(CRASHES))


class _Trap:
    """What a child is killed by: it learns the point anew with each job, as one worker serves all points."""

    def __init__(self) -> None:
        self._connection = redis.Redis.from_url(os.environ["REDIS_URL"])
        self._point = ""

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> Any:
        code = frame.f_code
        if not any(part in code.co_filename for part in FILES):
            return None
        if event in {"call", "return"}:
            at = f"{code.co_name}.{event}"
            if at == POINTS[0]:
                self._point = text_of(self._connection.get(POINT))
            if at == self._point and self._connection.incr(CRASHES) <= TIMES:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def _set_a_trap() -> None:
    trap = _Trap()
    sys.settrace(trap)
    threading.settrace(trap)


# The modules of job types are imported in workers; the process that breaks things has this one for its POINTS alone.
if __name__ in os.environ.get("FSP_JOB_MODULES", "").split(","):
    os.register_at_fork(after_in_child=_set_a_trap)
