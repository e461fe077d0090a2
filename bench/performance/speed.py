"""How fast two worker processes drain a queue, and what a job costs: FSP, stock RQ and Dramatiq side by side.

All bookkeeping is on for each of them: results stored, registries, heartbeats, metrics. Only what happens between the
first fifth of the jobs and the last one is timed, so nobody's start and stop count.
"""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from bench.figures import Figure, Report
from bench.performance.systems import System, dramatiq, fsp, stock_rq
from bench.setting import Setting, open_setting, scaled

PATIENCE_SECONDS = 900.0


@dataclass(frozen=True)
class Load:
    """One kind of job, and for each system how many of it; the targets are in jobs per second."""

    title: str
    kind: str
    systems: list[tuple[System, int, float | None]]


@dataclass(frozen=True)
class Rate:
    """Jobs per second, and processor time per job in microseconds: of all worker processes, and of the server."""

    jobs: float
    worker_us: float
    server_us: float


LOADS = [
    Load(
        "jobs that do nothing",
        "noop",
        [
            (stock_rq("RQ Worker", "rq.Worker"), 600, None),
            (stock_rq("RQ SimpleWorker", "rq.SimpleWorker"), 3_000, None),
            (dramatiq("Dramatiq with results, 8 threads", threads=8), 20_000, None),
            (fsp("FSP, one thread"), 20_000, 2_500),
            (fsp("FSP, two killable children of one thread", "--processes", "2", processes=1), 20_000, 1_500),
            (fsp("FSP, 8 threads", "--threads", "8"), 20_000, 4_000),
        ],
    ),
    Load(
        "jobs that wait 10 ms",
        "wait",
        [
            (stock_rq("RQ Worker", "rq.Worker"), 400, None),
            (stock_rq("RQ SimpleWorker", "rq.SimpleWorker"), 1_000, None),
            (dramatiq("Dramatiq with results, 8 threads", threads=8), 8_000, None),
            (fsp("FSP, one thread"), 2_000, None),
            (fsp("FSP, 8 threads (16 slots)", "--threads", "8"), 8_000, 1_400),
        ],
    ),
]


def main(report: Report) -> None:
    """Measure every load on every system, and how FSP compares."""
    for load in LOADS:
        report.heading(f"{load.title}, two worker processes")
        best = {}
        for system, count, target in load.systems:
            rate = measure(system, load.kind, scaled(count))
            best[system.name.split()[0].rstrip(",")] = rate.jobs
            cost = f"{rate.worker_us:.0f} + {rate.server_us:.0f} us of processor a job"
            report.show(Figure(f"{system.name}: {cost}", rate.jobs, "jobs/s", least=target))
        report.show(Figure(f"{load.title}: FSP / Dramatiq with results", best["FSP"] / best["Dramatiq"], least=1))
        report.show(Figure(f"{load.title}: FSP / RQ SimpleWorker", best["FSP"] / best["RQ"], least=1.5))


def measure(system: System, kind: str, jobs: int) -> Rate:
    """Return how fast a system does these jobs."""
    with open_setting() as setting:
        system.fill(setting, kind, jobs)
        processes = system.start(setting)
        try:
            return _rate(system, setting, processes, jobs)
        finally:
            stop(processes)


def _rate(system: System, setting: Setting, processes: list[subprocess.Popen[bytes]], jobs: int) -> Rate:
    until(lambda: system.done(setting, jobs) >= jobs // 5, f"{system.name} is under way")
    started, before = time.monotonic(), _processor_seconds(setting, processes)
    done_before = system.done(setting, jobs)
    until(lambda: system.done(setting, jobs) >= jobs, f"{system.name} has done its jobs")
    seconds = time.monotonic() - started
    used = [after - earlier for after, earlier in zip(_processor_seconds(setting, processes), before, strict=True)]
    timed = jobs - done_before
    return Rate(timed / seconds, used[0] / timed * 1e6, used[1] / timed * 1e6)


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Let workers end by themselves."""
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait()


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so; raise TimeoutError if it never is."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > limit:
            raise TimeoutError(f"{what}: not so after {PATIENCE_SECONDS:g} s")
        time.sleep(0.005)


def _processor_seconds(setting: Setting, processes: list[subprocess.Popen[bytes]]) -> tuple[float, float]:
    """Return what the workers with all their living children, and the server, have used so far."""
    alive = [psutil.Process(process.pid) for process in processes if process.poll() is None]
    family = [member for one in alive for member in (one, *one.children(recursive=True))]
    server = setting.connection.info("cpu")
    used = sum(_seconds_of(member) for member in family)
    return used, float(server["used_cpu_user"]) + float(server["used_cpu_sys"])


def _seconds_of(member: psutil.Process) -> float:
    try:
        times = member.cpu_times()
    except psutil.NoSuchProcess:
        # RQ's Worker has a child for each job.
        return 0.0
    # A child that has ended and was waited for stands in its parent's account.
    return float(times.user + times.system + times.children_user + times.children_system)
