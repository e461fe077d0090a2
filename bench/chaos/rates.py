"""Killing workers while the jobs of one gate are held to a rate: what its server received, in any window."""

import os
from bisect import bisect_left

from bench.chaos.extent import extent
from bench.chaos.jobs import SERVER_RATE
from bench.chaos.kills import kill_along
from bench.chaos.stage import Row, Stage
from fsp.queueing.enqueue import enqueue_many

JOBS = int(os.environ.get("JOBS", extent(300, 1000)))
KILLS = int(os.environ.get("KILLS", "50"))
WORKERS, WINDOWS = 10, 10_000


def rate_under_kills(stage: Stage) -> Row:
    """Kill workers while a rate lets few jobs a second pass; check windows at random moments and at every request."""
    ids = [job.job_id for job in enqueue_many(stage.connection, "chaos-rated", [{"server": 1}] * JOBS)]
    stage.start(WORKERS)
    kill_along(stage, KILLS, JOBS, stage.worker)
    _, lost = stage.settle(ids, seconds=300)
    requests = sorted(float(at) for at in stage.connection.lrange("chaos:requests", 0, -1))
    starts = [*requests, *(stage.chance.uniform(requests[0], requests[-1]) for _ in range(WINDOWS))]
    most = max(bisect_left(requests, at + SERVER_RATE.seconds) - bisect_left(requests, at) for at in starts)
    measured = (
        f"at most {most} in a window, {lost} lost, {len(requests)} requests in {requests[-1] - requests[0]:.0f} s"
    )
    what = f"rate {SERVER_RATE.in_words}, {JOBS} jobs, {WORKERS} workers, {KILLS} kills"
    return Row(what, measured, f"<= {SERVER_RATE.units}, 0", most <= SERVER_RATE.units and lost == 0)
