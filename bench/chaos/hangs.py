"""Jobs that never end, and workers that are told to: R12, R13, R18."""

import signal
import time
from itertools import pairwise

from bench.chaos.stage import Row, Stage, wait_until
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.queueing.jobs import read_job

TIMEOUT_SECONDS = 2
GRACE_SECONDS = 5


def r12_hung_jobs(stage: Stage) -> Row:
    """Run a job that hangs in C and one that swallows what is raised; both have a limit of 2 s."""
    ids = [enqueue(stage.connection, name, {}).job_id for name in ("chaos-hang", "chaos-swallow")]
    stage.start(1, FSP_WORKER_CHILDREN="2")
    wait_until(lambda: stage.statuses(ids) == ["started", "started"], 20)
    seconds, open_ = stage.settle(ids, seconds=60)
    errors = {read_job(stage.connection, job_id).error.partition(":")[0] for job_id in ids}
    is_met = not open_ and seconds <= TIMEOUT_SECONDS + 10 and errors == {"TimeoutError"}
    return Row("R12", "hung in C; swallows everything", f"both ended after {seconds:.1f} s", "<= limit + 10 s", is_met)


def r13_stop_and_rolling_restart(stage: Stage) -> Row:
    """Tell workers with 100 running jobs to stop; then restart four workers ten times under load."""
    many = [{"number": number, "seconds": 60.0} for number in range(100)]
    ids = [found.job_id for found in enqueue_many(stage.connection, "chaos-long", many)]
    stage.start(4, threads=25, FSP_STOP_GRACE_SECONDS=str(GRACE_SECONDS))
    wait_until(lambda: stage.statuses(ids).count("started") == 100, 30)
    seconds, codes = _stop_all(stage)
    attempts = {read_job(stage.connection, job_id).attempt for job_id in ids}
    back = stage.statuses(ids).count("queued")
    stage.connection.flushall()
    lost, doubled, failed = _rolling(stage)
    is_met = (back, attempts, codes) == (100, {0}, {0}) and seconds <= GRACE_SECONDS + 5 and not lost + doubled + failed
    measured = f"{back} of 100 handed back, attempts {attempts}, exit {codes} after {seconds:.1f} s; "
    measured += f"rolling restart of 10,000 jobs: {lost} lost, {failed} failed, {doubled} done twice"
    return Row("R13", "SIGTERM; rolling restart x 10", measured, "100, {0}, {0}, grace + 5 s; 0, 0, 0", is_met)


def r18_a_circuit_for_all_processes(stage: Stage) -> Row:
    """Let ten processes call what is down; the circuit opens for 3 s after 5 failures in a row."""
    enqueue_many(stage.connection, "chaos-down", [{}] * 200)
    stage.start(5, FSP_WORKER_CHILDREN="2")
    wait_until(lambda: stage.connection.llen("chaos:calls") >= 5, 30)
    time.sleep(14)
    calls = [float(moment) for moment in stage.connection.lrange("chaos:calls", 0, -1)]
    first = [moment for moment in calls if moment - calls[0] < 2]
    probes = calls[len(first) :]
    gaps = [later - earlier for earlier, later in pairwise([calls[0], *probes])]
    is_met = len(first) <= 5 + 9 and bool(probes) and min(gaps) >= 2.8
    measured = f"{len(first)} calls until it opened, {len(probes)} probes, >= {min(gaps, default=0):.1f} s apart"
    return Row("R18", "circuit over 10 processes", measured, "<= 5 + 9 running, 1 probe each 3 s", is_met)


def _stop_all(stage: Stage) -> tuple[float, set[int]]:
    started = time.monotonic()
    for worker in stage.workers:
        worker.send_signal(signal.SIGTERM)
    codes = {worker.wait() for worker in stage.workers}
    stage.workers.clear()
    return time.monotonic() - started, codes


def _rolling(stage: Stage) -> tuple[int, int, int]:
    done = enqueue_many(stage.connection, "chaos-note", [{"number": number} for number in range(10_000)])
    ids = [found.job_id for found in done]
    stage.start(4, threads=4)
    for _ in range(10):
        for index, worker in enumerate(stage.workers):
            worker.send_signal(signal.SIGTERM)
            worker.wait()
            stage.workers[index] = stage.worker(threads=4)
    _, lost = stage.settle(ids, seconds=120)
    doubled = sum(int(count) > 1 for count in stage.connection.hvals("chaos:runs"))
    return lost, doubled, stage.statuses(ids).count("failed")
