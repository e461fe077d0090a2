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
    *("next.call", "next.return", "begin.call", "begin.return", "attempt.call", "call.call", "note.call"),
    *("note.return", "call.return", "success.call", "attempt.return", "end.call", "end.return", "_follow_up.call"),
    *("after.return", "_follow_up.return"),
)
"""Functions of the worker's cycle, in the order a job goes through them, at their call and at their return."""

FILES = ("/fsp/worker/", "/fsp/jobs/job_type.py", "/bench/chaos/jobs.py")
POINT, CRASHES = "chaos:point", "chaos:crashes"
TIMES = extent(5, 20)
JOBS = 40


def crash_points(stage: Stage) -> Row:
    """Crash again and again at each point; everything must come to its end all the same."""
    stage.start(2, FSP_JOB_MODULES="bench.chaos.jobs,bench.chaos.crash_points", FSP_WORKER_CHILDREN="2")
    lost, crashes = 0, []
    for round_, point in enumerate(POINTS):
        stage.connection.set(POINT, point)
        stage.connection.delete(CRASHES)
        many = [{"number": round_ * JOBS + number} for number in range(JOBS)]
        ids = [job.job_id for job in enqueue_many(stage.connection, "chaos-note", many)]
        lost += stage.settle(ids, seconds=90)[1]
        crashes.append(min(TIMES, stage.number(CRASHES)))
    measured = f"{sum(crashes)} crashes at {len(POINTS)} points, at least {min(crashes)} at each, {lost} lost"
    return Row(f"{len(POINTS)} points x {TIMES} crashes", measured, "0 lost", not lost and min(crashes) > 0)


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
