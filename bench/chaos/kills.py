"""Killing workers and their children: R1, R2, R6, R11, R14."""

import os
import signal
import subprocess
import sys
import time
from functools import partial

import psutil
from rq import Queue, Retry

from bench.chaos.stage import ROOT, Row, Stage, wait_until
from fsp.jobs.priority import QUEUE_NAMES, Priority
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.queueing.jobs import read_job
from fsp.redis_ops import keys

JOBS, KILLS = int(os.environ.get("JOBS", "3000")), int(os.environ.get("KILLS", "60"))


def r1_random_kills(stage: Stage) -> Row:
    """Kill workers and children at random while three queues drain."""
    ids = _three_queues(stage, JOBS)
    stage.start(4, threads=2)
    for _ in range(KILLS):
        time.sleep(stage.chance.uniform(0.05, 0.4))
        stage.kill_one(partial(stage.worker, threads=2))
    seconds, lost = stage.settle(ids, seconds=180)
    runs = [int(count) for count in stage.connection.hvals("chaos:runs")]
    extra = sum(runs) - len(runs)
    measured = f"{lost} lost, {extra} extra runs, settled {seconds:.0f} s after the last kill"
    bound = f"0 lost, <= {KILLS * 2} extra, 180 s"
    stage.stop()
    stage.connection.flushall()
    return Row("R1", f"{JOBS} jobs, {KILLS} kills", measured, bound, lost == 0 and extra <= KILLS * 2, _stock(stage))


def r2_a_stopped_worker_wakes(stage: Stage) -> Row:
    """Stop a worker's processes for longer than its lease, then let them go on."""
    ids = [found.job_id for found in _long(stage, count=5, seconds=3.0)]
    stage.start(1, threads=5)
    wait_until(lambda: len(_begun(stage, 5)) == 5, 20)
    first = stage.workers[0]
    _signal_group(first, signal.SIGSTOP)
    stage.start(1, threads=5)
    seconds, lost = stage.settle(ids, seconds=60)
    _signal_group(first, signal.SIGCONT)
    time.sleep(5)
    fenced = int(stage.connection.hget(keys.COUNTERS, "fenced") or 0)
    commits = sum(read_job(stage.connection, job_id).status == "finished" for job_id in ids)
    results = {stage.connection.xlen(keys.results(job_id)) for job_id in ids}
    is_met = lost == 0 and commits == 5 and max(results) <= 2
    measured = f"{commits} of 5 committed once, {fenced} late endings refused, after {seconds:.0f} s"
    return Row("R2", "worker stopped past its lease, then woken", measured, "each once", is_met)


def r6_a_dead_worker_is_noticed(stage: Stage) -> Row:
    """Kill all workers but an idle one, with the lease as it is by default."""
    _long(stage, count=20, seconds=120)
    stage.start(4, threads=5, FSP_LEASE_SECONDS="30")
    wait_until(lambda: len(_begun(stage, 20)) == 20, 20)
    stage.start(1, threads=20, FSP_LEASE_SECONDS="30")
    time.sleep(3)
    for worker in stage.workers[:4]:
        worker.kill()
    again = wait_until(lambda: _twice(stage, 20) == 20, 120)
    measured = f"{_twice(stage, 20)} of 20 run again, the last after {again:.0f} s"
    return Row("R6", "4 workers with 20 jobs killed", measured, "<= 60 s", again <= 60, "not after 200 s (reference)")


def r11_poison(stage: Stage) -> Row:
    """Let a job kill its process again and again among others."""
    poison = enqueue(stage.connection, "chaos-poison", {}).job_id
    others = _three_queues(stage, 300)
    stage.start(2)
    seconds, lost = stage.settle([poison, *others], seconds=60)
    deaths = int(stage.connection.get("chaos:poisoned") or 0)
    status = read_job(stage.connection, poison).status
    measured = f"{status} after {deaths} crashes, {lost} of the others open after {seconds:.0f} s"
    return Row(
        "R11", "a poison pill among 300 jobs", measured, "failed, 3, 0", (status, deaths, lost) == ("failed", 3, 0)
    )


def r14_a_limit_under_kills(stage: Stage) -> Row:
    """Kill workers while a type with room for three drains; the jobs themselves see whether there are ever four."""
    ids = [
        found.job_id for found in enqueue_many(stage.connection, "chaos-narrow", [{"folder": str(stage.folder)}] * 500)
    ]
    stage.start(5, threads=2)
    for _ in range(50):
        time.sleep(stage.chance.uniform(0.05, 0.3))
        stage.kill_one(partial(stage.worker, threads=2))
    _, lost = stage.settle(ids, seconds=180)
    freed = wait_until(lambda: not stage.connection.zcard(keys.slots("chaos-narrow")), 60)
    too_many = int(stage.connection.get("chaos:too-many") or 0)
    measured = f"{too_many} times more than 3, {lost} lost, slots free after {freed:.0f} s"
    return Row("R14", "limit 3, 500 jobs, 50 kills", measured, "0, 0, 60 s", not too_many and not lost and freed < 60)


def _three_queues(stage: Stage, jobs: int) -> list[str]:
    order = list(Priority)
    return [
        enqueue(stage.connection, "chaos-note", {"number": number}, priority=order[number % 3]).job_id
        for number in range(jobs)
    ]


def _long(stage: Stage, *, count: int, seconds: float) -> list[object]:
    many = [{"number": number, "seconds": seconds} for number in range(count)]
    return list(enqueue_many(stage.connection, "chaos-long", many))


def _begun(stage: Stage, count: int) -> list[int]:
    return [number for number in range(count) if stage.connection.llen(f"chaos:begun:{number}")]


def _twice(stage: Stage, count: int) -> int:
    return sum(stage.connection.llen(f"chaos:begun:{number}") > 1 for number in range(count))


def _signal_group(worker: subprocess.Popen[bytes], number: signal.Signals) -> None:
    for process in [*psutil.Process(worker.pid).children(recursive=True), psutil.Process(worker.pid)]:
        process.send_signal(number)


def _stock(stage: Stage) -> str:
    """Do R1 to RQ's own worker; return its figure."""
    queues = [Queue(name, connection=stage.connection) for name in QUEUE_NAMES]
    retry = Retry(max=50)
    jobs = [queues[number % 3].enqueue("bench.rq_jobs.note", retry=retry).id for number in range(JOBS)]
    command = [sys.executable, "-m", "rq.cli", "worker", "-q", "--url", stage.url, *QUEUE_NAMES]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def worker() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    stage.workers += [worker() for _ in range(4)]
    for _ in range(KILLS):
        time.sleep(stage.chance.uniform(0.05, 0.4))
        stage.kill_one(worker)
    _, lost = stage.settle(jobs, seconds=60)
    queued = sum(stage.connection.llen(queue.key) for queue in queues)
    stage.stop()
    return f"{lost} not ended 60 s later, {queued} of them still queued"
