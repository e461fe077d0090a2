"""Workers that die or stand still under their jobs: fencing (R2) and being noticed (R6)."""

import signal
import time
from typing import cast

import psutil
from rq import Queue, Retry

from bench.chaos.extent import extent
from bench.chaos.stage import START_SECONDS, Process, Row, Stage, wait_until
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue_many

LEASE_SECONDS = extent(5, 30)
LONG_SECONDS = 4.0 * LEASE_SECONDS
"""The criterion's 120 s are four leases of 30 s; the short form keeps the four leases."""

SHORT_SECONDS = 3.0
COUNT, MANY = 5, 20


def fencing(stage: Stage) -> Row:
    """Kill a worker alone; stop another past its lease and wake it: no attempt may commit beside the next one."""
    killed = _long(stage, COUNT, LONG_SECONDS)
    _start(stage, threads=COUNT)
    wait_until(lambda: _begun(stage, COUNT) == COUNT, START_SECONDS)
    stage.workers[0].kill()
    _start(stage, threads=2 * COUNT)
    wait_until(lambda: _begun(stage, COUNT, times=2) == COUNT, 3 * LEASE_SECONDS + 30)
    overlap = max(_overlap(stage, number) for number in range(COUNT))
    _, lost = stage.settle(killed, seconds=LONG_SECONDS + 60)
    stage.stop()

    stage.connection.delete(*(f"chaos:{what}:{number}" for what in ("begun", "alive") for number in range(2 * COUNT)))
    stopped = [*_long(stage, COUNT, LONG_SECONDS), *_long(stage, COUNT, SHORT_SECONDS, first=COUNT)]
    _start(stage, threads=2 * COUNT)
    wait_until(lambda: _begun(stage, 2 * COUNT) == 2 * COUNT, START_SECONDS)
    sleeper = stage.workers[0]
    _signal_all(sleeper, signal.SIGSTOP)
    _start(stage, threads=2 * COUNT)
    wait_until(lambda: _begun(stage, 2 * COUNT, times=2) == 2 * COUNT, 3 * LEASE_SECONDS + 30)
    woken_at = time.time()
    _signal_all(sleeper, signal.SIGCONT)
    _, late = stage.settle(stopped, seconds=LONG_SECONDS + 60)
    lived_on = max(_last_beat(stage, number, attempt=1) - woken_at for number in range(COUNT))
    twice = sum(_commits(stage, job_id) > 1 for job_id in [*killed, *stopped])
    fenced = stage.counter("fenced")
    measured = (
        f"{twice} of {len(killed + stopped)} committed twice, {fenced} late endings refused, {lost + late} lost, "
    )
    measured += f"overlap {max(0, overlap):.1f} s after a kill, {max(0, lived_on):.1f} s after waking"
    is_met = not twice and not lost + late and fenced >= 1 and overlap <= 5 and lived_on <= 5
    what = f"jobs of {LONG_SECONDS:.0f} s, lease {LEASE_SECONDS} s: worker killed alone; worker stopped, woken"
    return Row(what, measured, "0, >= 1, 0, <= 5 s, <= 5 s", is_met)


def stock_fencing(stage: Stage) -> str:
    """Kill a stock worker alone under a long job, with the quickest maintenance there is; return what comes of it."""
    seconds = extent(100, 150)
    options = ("--worker-ttl", "30", "--maintenance-interval", "5", "--job-monitoring-interval", "5")
    queue = Queue("medium", connection=stage.connection)
    job = queue.enqueue("bench.chaos.rq_jobs.run_long", float(seconds), retry=Retry(max=5), job_timeout=300)
    stage.workers += [stage.stock_worker(*options)]
    wait_until(lambda: bool(stage.connection.llen(f"chaos:begun:{job.id}")), START_SECONDS)
    begun = time.monotonic()
    stage.workers[0].kill()
    stage.workers += [stage.stock_worker(*options)]
    wait_until(lambda: stage.connection.llen(f"chaos:begun:{job.id}") > 1 or job.is_finished, seconds + 5)
    again = time.monotonic() - begun
    if stage.connection.llen(f"chaos:begun:{job.id}") < 2:
        return f"a job of {seconds} s was not run again: its orphan went on, with no lease"
    time.sleep(max(0.0, seconds - again) + 1)
    second = float(stage.connection.lindex(f"chaos:begun:{job.id}", 1) or 0)
    first = float(stage.connection.hget(f"chaos:alive:{job.id}", "1") or 0)
    return f"run again after {again:.0f} s beside its orphan: both lived for {max(0, first - second):.0f} s"


def dead_workers(stage: Stage) -> Row:
    """Kill four workers beside an idle one; then every worker, so that whoever kept house is among them."""
    noticed, again = [], []
    for survivors in (1, 0):
        stage.connection.flushall()
        _long(stage, MANY, 120.0)
        stage.start(4, threads=5, FSP_LEASE_SECONDS="30")
        wait_until(lambda: _begun(stage, MANY) == MANY, START_SECONDS)
        stage.start(survivors, threads=MANY, FSP_LEASE_SECONDS="30")
        wait_until(lambda there=4 + survivors: stage.connection.scard("rq:workers") == there, START_SECONDS)  # type: ignore[misc]
        killed = time.monotonic()
        for worker in stage.workers[:4]:
            worker.kill()
        stage.start(1 - survivors, threads=MANY, FSP_LEASE_SECONDS="30")
        wait_until(lambda: stage.counter("reaped") >= MANY, 120)
        noticed.append(time.monotonic() - killed)
        wait_until(lambda: _begun(stage, MANY, times=2) == MANY, 120)
        again.append(time.monotonic() - killed)
        count = _begun(stage, MANY, times=2)
        stage.stop()
    measured = f"noticed after {noticed[0]:.0f} and {noticed[1]:.0f} s, all {count} running again after "
    measured += f"{again[0]:.0f} and {again[1]:.0f} s"
    is_met = max(noticed) <= 45 and max(again) <= 60
    return Row("20 jobs: 4 workers killed, 1 idle; all killed, 1 new", measured, "<= 45 s, <= 60 s, 20/20", is_met)


def stock_dead_workers(stage: Stage) -> str:
    """Kill four stock workers and their horses beside an idle one; return how many jobs run again within 90 s."""
    queue = Queue("medium", connection=stage.connection)
    job, retry = "bench.chaos.rq_jobs.run_long", Retry(max=5)
    ids = [queue.enqueue(job, 120.0, retry=retry, job_timeout=300).id for _ in range(4)]
    stage.workers += [stage.stock_worker() for _ in range(4)]
    wait_until(lambda: all(stage.connection.llen(f"chaos:begun:{job_id}") for job_id in ids), START_SECONDS)
    stage.workers += [stage.stock_worker()]
    time.sleep(3)
    for worker in stage.workers[:4]:
        for process in [psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)]:
            process.kill()
    seconds = extent(60, 200)
    wait_until(lambda: all(stage.connection.llen(f"chaos:begun:{job_id}") > 1 for job_id in ids), seconds)
    back = sum(stage.connection.llen(f"chaos:begun:{job_id}") > 1 for job_id in ids)
    return f"{back} of 4 running again after {seconds} s"


def _long(stage: Stage, count: int, seconds: float, *, first: int = 0) -> list[str]:
    many = [{"number": number, "seconds": seconds} for number in range(first, first + count)]
    return [job.job_id for job in enqueue_many(stage.connection, "chaos-long", many)]


def _start(stage: Stage, *, threads: int) -> None:
    stage.start(1, threads=threads, FSP_LEASE_SECONDS=str(LEASE_SECONDS))


def _begun(stage: Stage, count: int, *, times: int = 1) -> int:
    return sum(stage.connection.llen(f"chaos:begun:{number}") >= times for number in range(count))


def _last_beat(stage: Stage, number: int, *, attempt: int) -> float:
    return float(stage.connection.hget(f"chaos:alive:{number}", str(attempt)) or 0)


def _overlap(stage: Stage, number: int) -> float:
    return _last_beat(stage, number, attempt=1) - float(stage.connection.lindex(f"chaos:begun:{number}", 1) or 0)


def _commits(stage: Stage, job_id: str) -> int:
    results = cast(list[tuple[bytes, dict[bytes, bytes]]], stage.connection.xrange(f"rq:results:{job_id}"))
    return sum(fields[b"type"] == b"1" for _, fields in results) + (
        read_job(stage.connection, job_id).status != "finished"
    )


def _signal_all(worker: Process, number: signal.Signals) -> None:
    # The worker first when it is stopped, last when it is woken: it must not take its children for dead.
    parent = psutil.Process(worker.pid)
    for process in [parent, *parent.children(recursive=True)]:
        process.send_signal(number)
