"""How fast two worker processes drain a queue, and what a job costs: FSP, stock RQ and Dramatiq side by side.

All bookkeeping is on for each of them: results stored, registries, heartbeats, metrics. Only what happens between the
first fifth of the jobs, done with all processes up, and the last one is timed: starts and stops do not count. Systems
that are compared run by turns, and the medians are compared: a machine that slows down half way slows both. On a busy
machine the processor time per job is the figure that holds.
"""

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psutil

from bench.figures import Figure, Report
from bench.performance.systems import System, dramatiq, fsp, stock_rq
from bench.setting import Setting, open_setting, scaled

PATIENCE_SECONDS = 900.0


ROUNDS = 3
MIN_OF_RQ = 1_500


@dataclass(frozen=True)
class Load:
    """One kind of job, and for each system how many of it; the targets are in jobs per second, or ratios."""

    title: str
    kind: str
    systems: list[tuple[System, int, float | None]]
    jobs: int
    """Of those that are compared by turns."""
    min_jobs: int
    """Of these at any SCALE: with fewer, the start of the processes is a good part of what is measured."""
    least_of_dramatiq: float
    """Of Dramatiq's jobs per second."""
    most_processor: float | None = None
    """Of Dramatiq's processor time per job."""
    least_of_rq: float | None = None
    """Of the jobs per second of RQ's SimpleWorker, one thread each."""


@dataclass(frozen=True)
class Rate:
    """Jobs per second, and processor time per job in microseconds: of all worker processes, and of the server."""

    jobs: float
    worker_us: float
    server_us: float

    @property
    def processor_us(self) -> float:
        """Return both together."""
        return self.worker_us + self.server_us


RQ = stock_rq("RQ SimpleWorker", "rq.SimpleWorker")
DRAMATIQ = dramatiq("Dramatiq with results, 8 threads", threads=8)
FSP_ONE, FSP_EIGHT = fsp("FSP, one thread"), fsp("FSP, 8 threads (16 slots)", "--threads", "8")

LOADS = [
    Load(
        "jobs that do nothing",
        "noop",
        [
            (stock_rq("RQ Worker", "rq.Worker"), 600, None),
            (fsp("FSP, two killable children of one thread", "--processes", "2", processes=1), 20_000, 1_500),
        ],
        jobs=40_000,
        min_jobs=40_000,
        least_of_dramatiq=1.25,
        most_processor=0.8,
        least_of_rq=3,
    ),
    Load(
        "jobs that wait 10 ms",
        "wait",
        [
            (stock_rq("RQ Worker", "rq.Worker"), 400, None),
            (stock_rq("RQ SimpleWorker", "rq.SimpleWorker"), 1_000, None),
            (FSP_ONE, 2_000, None),
        ],
        jobs=8_000,
        min_jobs=4_000,
        least_of_dramatiq=1,
    ),
]


def main(report: Report) -> None:
    """Measure every load on every system, and how FSP compares."""
    for load in LOADS:
        report.heading(f"{load.title}, two worker processes")
        for system, count, target in load.systems:
            rate = measure(system, load.kind, scaled(count))
            report.show(Figure(f"{system.name}: {_cost(rate)}", rate.jobs, "jobs/s", least=target))
        _compare_to_dramatiq(report, load)
        if load.least_of_rq is not None:
            jobs = {RQ: max(scaled(3_000), MIN_OF_RQ), FSP_ONE: max(scaled(load.jobs), load.min_jobs)}
            rates = by_turns(load.kind, jobs)
            _show_medians(report, rates)
            ratio = rates[FSP_ONE].jobs / rates[RQ].jobs
            report.show(Figure(f"{load.title}: FSP / RQ SimpleWorker, one thread", ratio, least=load.least_of_rq))


def _compare_to_dramatiq(report: Report, load: Load) -> None:
    rates = by_turns(load.kind, dict.fromkeys((DRAMATIQ, FSP_EIGHT), max(scaled(load.jobs), load.min_jobs)))
    _show_medians(report, rates)
    ours, theirs = rates[FSP_EIGHT], rates[DRAMATIQ]
    ratio = ours.jobs / theirs.jobs
    report.show(Figure(f"{load.title}: FSP / Dramatiq, jobs per second", ratio, least=load.least_of_dramatiq))
    ratio = ours.processor_us / theirs.processor_us
    report.show(Figure(f"{load.title}: FSP / Dramatiq, processor time", ratio, most=load.most_processor))


def _show_medians(report: Report, rates: Mapping[System, Rate]) -> None:
    for system, rate in rates.items():
        report.show(Figure(f"{system.name}, median of {ROUNDS}: {_cost(rate)}", rate.jobs, "jobs/s"))


def _cost(rate: Rate) -> str:
    return f"{rate.worker_us:.0f} + {rate.server_us:.0f} us of processor a job"


def by_turns(kind: str, systems: Mapping[System, int]) -> dict[System, Rate]:
    """Measure so many jobs on each system, by turns; return the medians."""
    rounds = [{system: measure(system, kind, jobs) for system, jobs in systems.items()} for _ in range(ROUNDS)]
    return {system: median([rates[system] for rates in rounds]) for system in systems}


def median(rates: list[Rate]) -> Rate:
    """Return the median of each number."""
    return Rate(
        statistics.median(rate.jobs for rate in rates),
        statistics.median(rate.worker_us for rate in rates),
        statistics.median(rate.server_us for rate in rates),
    )


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
    until(
        lambda: system.done(setting, jobs) >= jobs // 5 and system.are_all_up(setting),
        f"all processes of {system.name} are under way",
    )
    started, before = time.monotonic(), processor_seconds(setting, processes)
    done_before = system.done(setting, jobs)
    until(lambda: system.done(setting, jobs) >= jobs, f"{system.name} has done its jobs")
    seconds = time.monotonic() - started
    used = [after - earlier for after, earlier in zip(processor_seconds(setting, processes), before, strict=True)]
    timed = jobs - done_before
    if timed <= 0:
        raise ValueError(f"{jobs} jobs are too few: {system.name} had done them before all of its processes were up")
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


def processor_seconds(setting: Setting, processes: list[subprocess.Popen[bytes]]) -> tuple[float, float]:
    """Return what the workers with all their living children, and the server, have used so far."""
    alive = [psutil.Process(process.pid) for process in processes if process.poll() is None]
    family = [member for parent in alive for member in (parent, *parent.children(recursive=True))]
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
