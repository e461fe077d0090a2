"""A job that takes its process down, again and again, among others: R11."""

import time

from rq import Queue, Retry

from bench.chaos.extent import extent
from bench.chaos.stage import START_SECONDS, Row, Stage, wait_until
from fsp.jobs.priority import Priority
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.queueing.jobs import read_job
from fsp.redis_ops import keys

OTHERS = extent(2000, 6000)
STOCK_OTHERS = extent(400, 600)
WORKERS = 4


def poison(stage: Stage) -> Row:
    """Drain the same jobs without, with and again without a poison pill at their head; compare the others' waits."""
    before, _ = _wait(stage, "")
    id_ = enqueue(stage.connection, "chaos-poison", {}, priority=Priority.HIGH).job_id
    with_, open_ = _wait(stage, id_)
    crashes, reading = stage.number("chaos:poisoned"), read_job(stage.connection, id_)
    after, _ = _wait(stage, "")
    # A machine that others use drifts; what it drifted by itself is told beside what the pill did.
    growth, drift = 2 * with_ / (before + after) - 1, after / before - 1
    measured = f"{reading.status} after {crashes} crashes, {open_} others open, their p95 wait {growth:+.0%} "
    measured += f"(without it, from one run to the next: {drift:+.0%})"
    is_met = (reading.status, crashes, open_) == ("failed", 3, 0) and growth <= 0.2
    return Row(f"a poison pill among {OTHERS} jobs", measured, "failed, 3, 0, <= +20 %", is_met)


def _wait(stage: Stage, pill: str) -> tuple[float, int]:
    """Return the 95th percentile of the others' waits, and how many have not ended."""
    stage.connection.delete("chaos:waits", "chaos:starts")
    # The backlog is there first and the workers are warm before it, so that only the pill makes a difference.
    stage.connection.hset(keys.PAUSED_QUEUES, mapping={"high": 0, "medium": 0})
    stage.start(WORKERS)
    wait_until(lambda: len(stage.connection.smembers("rq:workers")) == WORKERS, START_SECONDS)
    time.sleep(2)
    at = time.time()
    many = [{"number": number, "at": at} for number in range(OTHERS)]
    ids = [found.job_id for found in enqueue_many(stage.connection, "chaos-note", many)]
    stage.connection.delete(keys.PAUSED_QUEUES)
    _, open_ = stage.settle([*ids, pill] if pill else ids, seconds=120)
    stage.stop()
    stage.connection.delete("rq:workers")
    return _p95([float(wait) for wait in stage.connection.lrange("chaos:waits", 0, -1)]), open_


def stock_poison(stage: Stage) -> str:
    """Do the same to stock RQ, with five retries as our type has."""
    waits = []
    for has_pill in (False, True):
        stage.connection.flushall()
        queue = Queue("medium", connection=stage.connection)
        pill = [queue.enqueue("bench.chaos.rq_jobs.kill_the_process", retry=Retry(max=5)).id] if has_pill else []
        at = time.time()
        ids = pill + [queue.enqueue("bench.chaos.rq_jobs.note", at).id for _ in range(STOCK_OTHERS)]
        stage.workers += [stage.stock_worker() for _ in range(WORKERS)]
        _, open_ = stage.settle(ids, seconds=120)
        stage.stop()
        waits.append(_p95([float(wait) for wait in stage.connection.lrange("chaos:waits", 0, -1)]))
    crashes = stage.number("chaos:poisoned")
    growth = waits[1] / waits[0] - 1
    return f"{crashes} crashes, each of one forked process; {open_} of {STOCK_OTHERS} open, p95 wait {growth:+.0%}"


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]
