"""Workers that are told to stop, under jobs and again and again: R13."""

import signal
import time

from rq import Queue

from bench.chaos.extent import extent
from bench.chaos.stage import START_SECONDS, Process, Row, Stage, wait_until
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue_many

GRACE_SECONDS = extent(10, 25)
MAX_SECONDS = GRACE_SECONDS + 5
MANY = 10_000
ROUNDS = extent(4, 10)
STOCK_MANY, STOCK_ROUNDS = extent(600, 1500), extent(3, 10)


def deploys(stage: Stage) -> Row:
    """Tell workers with 100 running jobs to stop; then restart four workers again and again under load."""
    many = [{"number": number, "seconds": 120.0} for number in range(100)]
    ids = [job.job_id for job in enqueue_many(stage.connection, "chaos-long", many)]
    stage.start(4, threads=25, FSP_STOP_GRACE_SECONDS=str(GRACE_SECONDS))
    wait_until(lambda: stage.statuses(ids).count("started") == 100, START_SECONDS)
    seconds, codes = _stop_all(stage, 60)
    attempts = {read_job(stage.connection, job_id).attempt for job_id in ids}
    back = stage.statuses(ids).count("queued")
    stage.connection.flushall()
    lost, doubled, failed = _rolling(stage)
    is_met = (back, attempts, codes) == (100, {0}, {0}) and seconds <= MAX_SECONDS and not lost + doubled + failed
    measured = f"{back} of 100 handed back, attempts {attempts}, exit {codes} after {seconds:.1f} s; "
    measured += f"{MANY} jobs: {lost} lost, {failed} failed, {doubled} done twice"
    what = f"SIGTERM, grace {GRACE_SECONDS} s; 4 workers restarted {ROUNDS} times"
    return Row(what, measured, f"100, {{0}}, {{0}}, <= {MAX_SECONDS} s; 0, 0, 0", is_met)


def _rolling(stage: Stage) -> tuple[int, int, int]:
    done = enqueue_many(stage.connection, "chaos-note", [{"number": number} for number in range(MANY)])
    ids = [job.job_id for job in done]
    stage.start(4, threads=4)
    for _ in range(ROUNDS):
        for index, worker in enumerate(stage.workers):
            worker.send_signal(signal.SIGTERM)
            worker.wait()
            stage.workers[index] = stage.worker(threads=4)
    _, lost = stage.settle(ids, seconds=180)
    doubled = sum(int(count) > 1 for count in stage.connection.hvals("chaos:runs"))
    return lost, doubled, stage.statuses(ids).count("failed")


def stock_deploys(stage: Stage) -> str:
    """Do the same to stock RQ, whose worker runs one job at a time; return its figures."""
    queue = Queue("medium", connection=stage.connection)
    ids = [queue.enqueue("bench.chaos.rq_jobs.run_long", 120.0, job_timeout=300).id for _ in range(4)]
    stage.workers += [stage.stock_worker() for _ in range(4)]
    wait_until(lambda: stage.statuses(ids).count("started") == 4, START_SECONDS)
    for worker in stage.workers:
        worker.send_signal(signal.SIGTERM)
    seconds = extent(30, 130)
    took = wait_until(lambda: all(worker.poll() is not None for worker in stage.workers), seconds)
    left = sum(worker.poll() is None for worker in stage.workers)
    stage.stop()
    stage.connection.flushall()
    ids = [queue.enqueue("bench.chaos.rq_jobs.note").id for _ in range(STOCK_MANY)]
    stage.workers += [stage.stock_worker() for _ in range(4)]
    for _ in range(STOCK_ROUNDS):
        for index, worker in enumerate(stage.workers):
            worker.send_signal(signal.SIGTERM)
            _wait(worker)
            stage.workers[index] = stage.stock_worker()
    _, open_ = stage.settle(ids, seconds=extent(30, 60))
    failed = stage.statuses(ids).count("failed")
    waited = f"{left} of 4 workers had not stopped after {seconds} s" if left else f"stopped after {took:.0f} s"
    return f"{waited}; {STOCK_MANY} jobs, {STOCK_ROUNDS} restarts: {open_} not ended, {failed} failed"


def _wait(worker: Process) -> None:
    wait_until(lambda: worker.poll() is not None, 20)
    worker.kill()
    worker.wait()


def _stop_all(stage: Stage, seconds: float) -> tuple[float, set[int | None]]:
    started = time.monotonic()
    for worker in stage.workers:
        worker.send_signal(signal.SIGTERM)
    wait_until(lambda: all(worker.poll() is not None for worker in stage.workers), seconds)
    codes = {worker.poll() for worker in stage.workers}
    took = time.monotonic() - started
    stage.stop()
    return took, codes
