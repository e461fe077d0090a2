"""Killing workers and their children at random: R1, and R14 under a limit."""

import os
import time
from collections.abc import Callable
from functools import partial

from rq import Queue, RateLimit, Retry

from bench.chaos.extent import extent
from bench.chaos.stage import Process, Row, Stage, wait_until
from fsp.jobs.priority import QUEUE_NAMES, Priority
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import gate_keys, rq_keys

JOBS = int(os.environ.get("JOBS", extent(2000, 10_000)))
KILLS = int(os.environ.get("KILLS", extent(40, 200)))
STOCK_JOBS, STOCK_KILLS = extent(600, 3000), extent(40, 200)
STOCK_SECONDS = extent(45, 120)
"""How long stock RQ has to end what was interrupted: what it has lost by then it loses for a quarter of an hour."""

WORKERS = 6
NARROW_JOBS, NARROW_KILLS, NARROW_WORKERS = extent(300, 500), extent(30, 50), 10
NARROW_STOCK = extent(250, 500)


def random_kills(stage: Stage) -> Row:
    """Kill workers and children at random while three queues drain."""
    order = list(Priority)
    ids = [
        enqueue(stage.connection, "chaos-note", {"number": number}, priority=order[number % 3]).job_id
        for number in range(JOBS)
    ]
    stage.start(WORKERS)
    kill_along(stage, KILLS, JOBS, stage.worker)
    seconds, lost = stage.settle(ids, seconds=180)
    runs = [int(count) for count in stage.connection.hvals("chaos:starts")]
    extra = sum(runs) - len(runs)
    dead = stage.statuses(ids).count("failed")
    measured = f"{lost} lost, {dead} dead, {extra} extra runs, settled {seconds:.0f} s after the last kill"
    bound = f"0 lost, <= {KILLS} extra, 180 s"
    return Row(f"{JOBS} jobs, {KILLS} kills", measured, bound, lost == 0 and extra <= KILLS and seconds < 180)


def stock_random_kills(stage: Stage) -> str:
    """Do the same to stock RQ, with fewer jobs, as it forks for each; return its figure."""
    queues = [Queue(name, connection=stage.connection) for name in QUEUE_NAMES]
    note, retry = "bench.chaos.rq_jobs.note", Retry(max=50)
    ids = [queues[number % 3].enqueue(note, retry=retry).id for number in range(STOCK_JOBS)]
    stage.workers += [stage.stock_worker() for _ in range(WORKERS)]
    kill_along(stage, STOCK_KILLS, STOCK_JOBS, stage.stock_worker)
    _, open_ = stage.settle(ids, seconds=STOCK_SECONDS)
    queued = sum(stage.connection.llen(queue.key) for queue in queues)
    return f"{open_ - queued} of {STOCK_JOBS} in no queue and not ended {STOCK_SECONDS} s later, {queued} still queued"


def limit_under_kills(stage: Stage) -> Row:
    """Kill workers while a type with room for three drains; the jobs themselves see whether there are ever four."""
    many = [{"folder": str(stage.folder)}] * NARROW_JOBS
    ids = [job.job_id for job in enqueue_many(stage.connection, "chaos-narrow", many)]
    stage.start(NARROW_WORKERS)
    kill_along(stage, NARROW_KILLS, NARROW_JOBS, stage.worker)
    _, lost = stage.settle(ids, seconds=180)
    freed = wait_until(lambda: not stage.connection.zcard(gate_keys.slots("chaos-narrow")), 60)
    too_many = stage.number("chaos:too-many")
    measured = f"{too_many} times more than 3, {lost} lost, slots free after {freed:.0f} s"
    is_met = not too_many and not lost and freed < 60
    what = f"limit 3, {NARROW_JOBS} jobs, {NARROW_WORKERS} workers, {NARROW_KILLS} kills"
    return Row(what, measured, "0, 0, 60 s", is_met)


def stock_limit_under_kills(stage: Stage) -> str:
    """Do the same to stock RQ's RateLimit; return its figure."""
    queue = Queue("medium", connection=stage.connection)
    limit, retry = RateLimit("narrow", concurrency=3), Retry(max=50)
    job = "bench.chaos.rq_jobs.hold_one_of_three"
    ids = [queue.enqueue(job, str(stage.folder), rate_limit=limit, retry=retry).id for _ in range(NARROW_STOCK)]
    again = partial(stage.stock_worker, queues=("medium",))
    stage.workers += [again() for _ in range(NARROW_WORKERS)]
    kill_along(stage, STOCK_KILLS, NARROW_STOCK, again)
    _, open_ = stage.settle(ids, seconds=STOCK_SECONDS)
    too_many = stage.number("chaos:too-many")
    return f"{too_many} times more than 3, {open_} of {NARROW_STOCK} not ended {STOCK_SECONDS} s later"


def kill_along(stage: Stage, kills: int, jobs: int, again: Callable[[], Process]) -> None:
    """Kill all along the drain, by its progress: on a slow machine a clock would kill what has not begun."""
    for number in range(kills):
        wait_until(lambda due=number * jobs / (kills + 1): _done(stage) >= due, 3)  # type: ignore[misc]
        time.sleep(stage.chance.uniform(0, 0.1))
        stage.kill_one(again)


def _done(stage: Stage) -> int:
    return sum(stage.connection.zcard(rq_keys.finished(queue)) for queue in QUEUE_NAMES)
