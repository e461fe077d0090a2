"""A network and a clock that cannot be relied on: R10, R20."""

import time
from pathlib import Path

from rq import Queue, Retry

from bench.chaos.extent import extent
from bench.chaos.proxy import Fault, Proxy
from bench.chaos.stage import START_SECONDS, Row, Stage, wait_until
from fsp.jobs.priority import QUEUE_NAMES
from fsp.queueing.enqueue import enqueue_many

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
FAULTS = {
    "300 ms latency": (Fault(latency_seconds=0.3), extent(8, 60)),
    "5 % resets": (Fault(reset_ratio=0.05), extent(8, 60)),
    "30 s of a black hole": (Fault(is_black_hole=True), 30),
    "1 byte/s": (Fault(bytes_per_second=1), extent(8, 60)),
}
JOBS = extent(200, 1000)
STOCK_JOBS = extent(100, 1000)
WORKERS = 3
CLOCK = """
import os, sys, redis
from fsp.health.infrastructure import check_clock
sys.exit(3 if check_clock(redis.Redis.from_url(os.environ["REDIS_URL"])).status == "degraded" else 0)
"""
"""Asks the health check of a machine whose clock is off."""


def skewed_clocks(stage: Stage) -> Row:
    """Run workers whose clocks are 30 s late and 30 s early; kill one of them."""
    if not FAKETIME.exists():
        return Row("clocks 30 s off", "not run: libfaketime is not installed", "", is_met=False)
    many = [{"number": number, "seconds": 12.0} for number in range(10)]
    ids = [job.job_id for job in enqueue_many(stage.connection, "chaos-long", many)]
    for skew in ("-30", "+30"):
        stage.start(1, threads=5, LD_PRELOAD=str(FAKETIME), FAKETIME=skew)
    wait_until(lambda: stage.statuses(ids).count("started") == 10, START_SECONDS)
    time.sleep(8)
    reaped_alive = stage.counter("reaped")
    stage.workers[0].kill()
    noticed = wait_until(lambda: stage.counter("reaped") >= 5, 60)
    _, lost = stage.settle(ids, seconds=60)
    stage.stop()
    health = stage.process("-c", CLOCK, LD_PRELOAD=str(FAKETIME), FAKETIME="+30").wait()
    status = "degraded" if health == 3 else "healthy"
    measured = (
        f"{reaped_alive} live jobs reaped, the dead ones after {noticed:.0f} s, {lost} lost; health: clock {status}"
    )
    is_met = (reaped_alive, lost, status) == (0, 0, "degraded") and noticed < 60
    return Row("a worker's clock 30 s late, one 30 s early", measured, "0, 60 s, 0, degraded", is_met)


def bad_network(stage: Stage) -> Row:
    """Let workers reach Redis through a proxy that is at fault in four ways, one after another."""
    proxy = Proxy(Path(stage.url.removeprefix("unix://")), stage.chance)
    stage.start(WORKERS, threads=2, REDIS_URL=f"redis://127.0.0.1:{proxy.port}")
    # A worker that is only starting when the network goes bad would be timed with its start.
    wait_until(lambda: stage.connection.scard("rq:workers") == WORKERS, START_SECONDS)
    ids: list[str] = []
    recovered: dict[str, float] = {}
    for name, (fault, seconds) in FAULTS.items():
        numbers = range(len(ids), len(ids) + JOBS)
        done = enqueue_many(stage.connection, "chaos-note", [{"number": number} for number in numbers])
        ids += [job.job_id for job in done]
        proxy.fault = fault
        time.sleep(seconds)
        proxy.fault = Fault()
        recovered[name] = _until_another_ends(stage, ids)
    _, lost = stage.settle(ids, seconds=120)
    exits = sum(worker.poll() is not None for worker in stage.workers)
    proxy.close()
    slowest = max(recovered, key=lambda name: recovered[name])
    measured = f"{lost} of {len(ids)} lost, {exits} workers exited, at work again after at most "
    measured += f"{recovered[slowest]:.1f} s ({slowest})"
    is_met = not lost and not exits and recovered[slowest] <= 10
    return Row(f"{', '.join(FAULTS)}", measured, "0, 0, 10 s", is_met)


def stock_bad_network(stage: Stage) -> str:
    """Do the same to stock RQ; return what is left of it."""
    proxy = Proxy(Path(stage.url.removeprefix("unix://")), stage.chance)
    url = f"redis://127.0.0.1:{proxy.port}"
    stage.workers += [stage.stock_worker(url=url) for _ in range(WORKERS)]
    wait_until(lambda: stage.connection.scard("rq:workers") == WORKERS, START_SECONDS)
    queues = [Queue(name, connection=stage.connection) for name in QUEUE_NAMES]
    ids = []
    for fault, seconds in FAULTS.values():
        ids += [
            queues[number % 3].enqueue("bench.chaos.rq_jobs.note", retry=Retry(max=50)).id
            for number in range(STOCK_JOBS)
        ]
        proxy.fault = fault
        time.sleep(seconds)
        proxy.fault = Fault()
        time.sleep(5)
    _, open_ = stage.settle(ids, seconds=extent(30, 60))
    exits = sum(worker.poll() is not None for worker in stage.workers)
    proxy.close()
    return f"{open_} of {len(ids)} not ended {extent(30, 60)} s later, {exits} of {WORKERS} workers exited"


def _ended(stage: Stage, ids: list[str]) -> int:
    return sum(status in {"finished", "failed"} for status in stage.statuses(ids))


def _until_another_ends(stage: Stage, ids: list[str]) -> float:
    before = _ended(stage, ids)
    return wait_until(lambda: not before < len(ids) or _ended(stage, ids) > before, 60)
