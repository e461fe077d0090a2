"""Crashing at every point of claim, run and finish: R3.

A worker that loads this module has a trace in its children that kills them at the chosen call or return, the first
`times` times it comes there.
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

POINTS = (
    *("next.call", "next.return", "begin.call", "begin.return", "attempt.call", "call.call", "note.call"),
    *("note.return", "call.return", "success.call", "attempt.return", "end.call", "end.return", "_follow_up.call"),
    *("after.return", "_follow_up.return"),
)
"""Functions of the worker's cycle, in the order a job goes through them, at their call and at their return."""

FILES = ("/fsp/worker/", "/fsp/jobs/job_type.py", "/bench/chaos/jobs.py")
TIMES = extent(5, 20)
JOBS = 40


def crash_points(stage: Stage) -> Row:
    """Crash again and again at each point; everything must come to its end all the same."""
    lost, crashes = 0, []
    for point in POINTS:
        stage.connection.flushall()
        many = [{"number": number} for number in range(JOBS)]
        ids = [found.job_id for found in enqueue_many(stage.connection, "chaos-note", many)]
        modules = "bench.chaos.jobs,bench.chaos.crash_points"
        stage.start(2, FSP_JOB_MODULES=modules, FSP_CRASH_POINT=point, FSP_WORKER_CHILDREN="2")
        lost += stage.settle(ids, seconds=90)[1]
        crashes.append(min(TIMES, stage.number("chaos:crashes")))
        stage.stop()
    measured = f"{sum(crashes)} crashes at {len(POINTS)} points, at least {min(crashes)} at each, {lost} lost"
    return Row(f"{len(POINTS)} points x {TIMES} crashes", measured, "0 lost", not lost and min(crashes) > 0)


def _trace(frame: FrameType, event: str, _argument: Any) -> Any:
    code = frame.f_code
    if not any(part in code.co_filename for part in FILES):
        return None
    if event in {"call", "return"} and f"{code.co_name}.{event}" == os.environ["FSP_CRASH_POINT"]:
        connection = redis.Redis.from_url(os.environ["REDIS_URL"])
        if connection.incr("chaos:crashes") <= TIMES:
            os.kill(os.getpid(), signal.SIGKILL)
    return _trace


def _trace_the_child() -> None:
    sys.settrace(_trace)
    threading.settrace(_trace)


if "FSP_CRASH_POINT" in os.environ:
    os.register_at_fork(after_in_child=_trace_the_child)
