"""Jobs that never end: R12."""

import time

from rq import Queue

from bench.chaos.stage import START_SECONDS, Row, Stage, wait_until
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys

TIMEOUT_SECONDS = 2
NAMES = ("chaos-hang", "chaos-swallow")


def hung_jobs(stage: Stage) -> Row:
    """Run a job that hangs in C and one that swallows what is raised; both have a limit of 2 s."""
    ids = [enqueue(stage.connection, name, {}).job_id for name in NAMES]
    stage.start(1, FSP_WORKER_CHILDREN="2")
    wait_until(lambda: stage.statuses(ids) == ["started", "started"], START_SECONDS)
    seconds, open_ = stage.settle(ids, seconds=60)
    errors = {read_job(stage.connection, job_id).error.partition(":")[0] for job_id in ids}
    held = sum(stage.connection.zcard(gate_keys.slots(name)) for name in NAMES)
    measured = f"both ended after {seconds:.1f} s as {', '.join(sorted(errors))}, {held} slots held"
    is_met = not open_ and seconds <= TIMEOUT_SECONDS + 10 and errors == {"TimeLimitExceeded"} and not held
    return Row("hung in C; swallows everything; limit 2 s", measured, "<= limit + 10 s, 0", is_met)


def stock_hung_jobs(stage: Stage) -> str:
    """Do the same to stock RQ; return when each ended."""
    queue = Queue("medium", connection=stage.connection)
    jobs = ("hang_in_c", "swallow_everything")
    ids = [queue.enqueue(f"bench.chaos.rq_jobs.{name}", job_timeout=TIMEOUT_SECONDS).id for name in jobs]
    stage.workers += [stage.stock_worker() for _ in ids]
    wait_until(lambda: stage.statuses(ids) == ["started", "started"], START_SECONDS)
    started = time.monotonic()
    ended: dict[str, float] = {}

    def all_ended() -> bool:
        for name, status in zip(jobs, stage.statuses(ids), strict=True):
            if status in {"finished", "failed"}:
                ended.setdefault(name, time.monotonic() - started)
        return len(ended) == len(ids)

    wait_until(all_ended, 110)
    endings = [f"{name} after {ended[name]:.0f} s" if name in ended else f"{name} not after 110 s" for name in jobs]
    return ", ".join(endings)
