"""The systems measured side by side: how each is given jobs, how its workers start, and how many jobs it has done."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from rq import Queue

from bench.setting import ROOT, Setting
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_ops import rq_keys

QUEUE = "medium"
FSP_JOBS = {"noop": "bench-noop", "wait": "bench-io"}
RQ_JOBS = {"noop": "bench.rq_jobs.noop", "wait": "bench.rq_jobs.wait_for_something"}

Processes = list[subprocess.Popen[bytes]]


@dataclass(frozen=True)
class System:
    """One system in one configuration; `fill` gives it jobs of a kind, `done` says how many of so many have ended."""

    name: str
    fill: Callable[[Setting, str, int], None]
    start: Callable[[Setting], Processes]
    done: Callable[[Setting, int], int]


def fsp(name: str, *options: str, processes: int = 2, **variables: str) -> System:
    """Return FSP with the given options of `fsp worker`."""

    def fill(setting: Setting, kind: str, count: int) -> None:
        enqueue_many(setting.connection, FSP_JOBS[kind], [{}] * count)

    return System(
        name, fill, lambda setting: [setting.worker(*options, **variables) for _ in range(processes)], _finished
    )


def stock_rq(name: str, worker: str, processes: int = 2) -> System:
    """Return stock RQ with one of its own worker classes."""

    def fill(setting: Setting, kind: str, count: int) -> None:
        queue = Queue(QUEUE, connection=setting.connection)
        for start in range(0, count, 1000):
            queue.enqueue_many([Queue.prepare_data(RQ_JOBS[kind]) for _ in range(min(1000, count - start))])

    return System(name, fill, lambda setting: [setting.rq_worker(worker) for _ in range(processes)], _finished)


def dramatiq(name: str, *, threads: int, processes: int = 2) -> System:
    """Return Dramatiq with its Redis broker and stored results."""

    def fill(setting: Setting, kind: str, count: int) -> None:
        command = [sys.executable, "-m", "bench.dramatiq_jobs", kind, str(count)]
        subprocess.run(command, env=setting.variables, cwd=ROOT, check=True)

    def start(setting: Setting) -> Processes:
        command = [sys.executable, "-m", "dramatiq", "bench.dramatiq_jobs", "-p", str(processes), "-t", str(threads)]
        return [subprocess.Popen([*command, "--skip-logging"], env=setting.variables, cwd=ROOT)]

    def done(setting: Setting, count: int) -> int:
        return count - int(setting.connection.hlen("dramatiq:default.msgs"))

    return System(name, fill, start, done)


def _finished(setting: Setting, _count: int) -> int:
    return int(setting.connection.zcard(rq_keys.finished(QUEUE)))
