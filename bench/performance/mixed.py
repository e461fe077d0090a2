"""A mixed load on both: FSP's five job types in shape, one platform failing, one slow.

The same work, priorities, retries and processes, enqueued at once while all workers are ready; stock RQ has no limits,
circuits or parking, so its workers wait for the platform that is down. In FSP that platform is a job type of its own,
of the shape of `item-scheduled-publish`, since a circuit is a job type's.
"""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from rq import Queue, Retry
from rq.serializers import JSONSerializer
from rq.worker_registration import REDIS_WORKER_KEYS

from bench.figures import Figure, Report
from bench.performance.speed import until
from bench.setting import Setting, open_setting, scaled
from fsp.queueing.enqueue import enqueue

PROCESSES = 2
WARM_UP = 20


@dataclass(frozen=True)
class Kind:
    """Jobs of one shape: FSP's type, RQ's queue and retries, how long each takes, and how many of them there are."""

    name: str
    queue: str
    retries: int
    seconds: float
    count: int
    is_up: bool = True


KINDS = (
    Kind("project-publish", "high", 0, 0.01, 50),
    Kind("item-publish", "high", 3, 0.02, 100),
    Kind("item-publish", "high", 3, 0.15, 50),  # on the slow platform
    Kind("item-publish-down", "high", 3, 0.3, 100, is_up=False),
    Kind("content-generation", "medium", 3, 0.03, 100),
    Kind("report", "medium", 3, 0.04, 100),
    Kind("export", "low", 3, 0.05, 100),
)


@dataclass(frozen=True)
class Run:
    """When all that can succeed had, and how long those of the high queue waited on average, in seconds."""

    makespan: float
    high_wait: float


def main(report: Report) -> None:
    """Print how long all of it took and how long the high jobs waited, on both."""
    report.heading(f"mixed load, {PROCESSES} processes: until all that can succeed has; the wait of high jobs that can")
    ours, theirs = _measure(_start_ours, _push_ours), _measure(_start_theirs, _push_theirs)
    for name, run in (("RQ Worker", theirs), ("FSP, 8 threads", ours)):
        report.show(Figure(f"{name}: makespan", run.makespan, "s"))
        report.show(Figure(f"{name}: mean wait of high jobs", run.high_wait, "s"))
    report.show(Figure("makespan, RQ / FSP", theirs.makespan / ours.makespan, least=2))
    report.show(Figure("wait of high jobs, RQ / FSP", theirs.high_wait / ours.high_wait, least=10))


def _measure(start: Callable[[Setting], list[subprocess.Popen[bytes]]], push: Callable[[Setting, Kind], None]) -> Run:
    with open_setting() as setting:
        workers = start(setting)
        try:
            until(lambda: int(setting.connection.scard(REDIS_WORKER_KEYS)) >= PROCESSES, "the workers are there")
            # There means that they have said so; the first jobs, which are not looked at, show that they work.
            for _ in range(WARM_UP):
                push(setting, Kind("warm-up", "high", 0, 0.01, 1))
            until(lambda: int(setting.connection.llen("mixed:done")) >= WARM_UP, "the first jobs are done")
            return _run(setting, push)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()


def _run(setting: Setting, push: Callable[[Setting, Kind], None]) -> Run:
    total = WARM_UP + sum(scaled(kind.count) for kind in KINDS if kind.is_up)
    started = time.time()
    for kind in _interleaved():
        push(setting, kind)
    until(lambda: int(setting.connection.llen("mixed:done")) >= total, "all that can succeed has")
    makespan = time.time() - started
    waits = [float(wait) for wait in setting.connection.lrange("mixed:waits", 0, -1)]
    return Run(makespan, sum(waits) / len(waits))


def _interleaved() -> list[Kind]:
    """Return one entry for each job, as they would come: all kinds evenly mixed."""
    places = [(number / scaled(kind.count), kind) for kind in KINDS for number in range(scaled(kind.count))]
    return [kind for _, kind in sorted(places, key=lambda place: place[0])]


def _start_ours(setting: Setting) -> list[subprocess.Popen[bytes]]:
    return [setting.worker("--threads", "8") for _ in range(PROCESSES)]


def _push_ours(setting: Setting, kind: Kind) -> None:
    enqueue(setting.connection, f"mixed-{kind.name}", {"seconds": kind.seconds, "at": time.time()})


def _start_theirs(setting: Setting) -> list[subprocess.Popen[bytes]]:
    return [setting.rq_worker("rq.Worker", "--serializer", "rq.serializers.JSONSerializer") for _ in range(PROCESSES)]


def _push_theirs(setting: Setting, kind: Kind) -> None:
    queue = Queue(kind.queue, connection=setting.connection, serializer=JSONSerializer)
    arguments = {"kind": kind.name, "seconds": kind.seconds, "at": time.time()}
    retry = Retry(max=kind.retries) if kind.retries else None
    queue.enqueue("bench.rq_jobs.mixed", kwargs=arguments, retry=retry)
