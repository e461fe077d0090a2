"""The systems measured side by side: how each is given jobs, how its workers start, and how many jobs it has done."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rq import Queue
from rq.worker_registration import REDIS_WORKER_KEYS

from bench.setting import ROOT, Setting
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_ops import rq_keys

QUEUE = "medium"
FSP_JOBS = {
    "noop": "bench-noop",
    "wait": "bench-io",
    "without": "bench-without-key",
    "keys": "bench-with-key",
    "share": "bench-with-share",
}
"""By kind. Those of the last three have arguments: `fill` gives them the numbers from 0 on, modulo `KEYS`."""

KEYS = {"without": 10_000, "keys": 10_000, "share": 1}
RQ_JOBS = {"noop": "bench.rq_jobs.noop", "wait": "bench.rq_jobs.wait_for_something"}

Processes = list[subprocess.Popen[bytes]]


@dataclass(frozen=True)
class System:
    """One system in one configuration; `fill` gives it jobs of a kind, `done` says how many of so many have ended.

    `are_all_up` says whether all of its processes work.
    """

    name: str
    fill: Callable[[Setting, str, int], None]
    start: Callable[[Setting], Processes]
    done: Callable[[Setting, int], int]
    are_all_up: Callable[[Setting], bool]


def fsp(name: str, *options: str, processes: int = 2, **variables: str) -> System:
    """Return FSP with the given options of `fsp worker`."""

    def fill(setting: Setting, kind: str, count: int) -> None:
        keys = KEYS.get(kind)
        arguments = [{"number": number % keys} for number in range(count)] if keys else [{}] * count
        enqueue_many(setting.connection, FSP_JOBS[kind], arguments)

    return System(
        name,
        fill,
        lambda setting: [setting.worker(*options, **variables) for _ in range(processes)],
        _finished,
        partial(_have_begun, processes),
    )


def stock_rq(name: str, worker: str, processes: int = 2) -> System:
    """Return stock RQ with one of its own worker classes."""

    def fill(setting: Setting, kind: str, count: int) -> None:
        queue = Queue(QUEUE, connection=setting.connection)
        for start in range(0, count, 1000):
            queue.enqueue_many([Queue.prepare_data(RQ_JOBS[kind]) for _ in range(min(1000, count - start))])

    return System(
        name,
        fill,
        lambda setting: [setting.rq_worker(worker) for _ in range(processes)],
        _finished,
        partial(_have_begun, processes),
    )


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

    # One process starts the others, all at once.
    return System(name, fill, start, done, lambda _setting: True)


def _have_begun(processes: int, setting: Setting) -> bool:
    """Return whether so many workers of RQ's or FSP's have registered."""
    return int(setting.connection.scard(REDIS_WORKER_KEYS)) >= processes


def _finished(setting: Setting, _count: int) -> int:
    return int(setting.connection.zcard(rq_keys.finished(QUEUE)))
