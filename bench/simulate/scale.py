"""`python -m bench.simulate.scale`: how many jobs a second more cores run, from two measured costs.

A job costs the server so much processor time, and its worker so much. A server works on one core, a worker process on
one at a time (Python's lock). What `make bench ONLY=speed` measures on two cores is enough to compute the rest.
"""

import argparse
import heapq
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from random import Random

CORES = (2, 4, 8, 16, 32, 64)
SPREAD = 4
"""Shape of the gamma distribution of each cost: it varies by half its mean."""

JOBS = 20_000
WARM_UP = 2_000


@dataclass(frozen=True)
class Costs:
    """What one job costs, in microseconds; it waits `wait_us` for others, and its call of the server travels."""

    server_us: float
    worker_us: float
    wait_us: float = 0.0
    network_us: float = 0.0


@dataclass(frozen=True)
class Machine:
    """The cores of the server's machine and of the workers', shared or apart, and the workers on them."""

    cores: int
    processes: int
    threads: int
    server_has_own_core: bool = False


@dataclass(frozen=True)
class Speed:
    """What came of it: jobs per second, and how busy the server and the cores are, from 0 to 1."""

    jobs: float
    server_use: float
    core_use: float


def simulate(costs: Costs, machine: Machine, *, jobs: int = JOBS, seed: int = 1) -> Speed:
    """Run so many jobs in simulated time."""
    return _Simulation(costs, machine, Random(seed)).run(jobs)


@dataclass
class _Runner:
    """The server, or one worker process: does one thing at a time, each on a core."""

    mean_us: float
    waiting: deque[int] = field(default_factory=deque)
    is_running: bool = False
    busy_us: float = 0.0


class _Simulation:
    """Every thread of every worker process goes round: the server's part, the network, the job itself, its wait."""

    def __init__(self, costs: Costs, machine: Machine, random: Random) -> None:
        self._costs, self._machine, self._random = costs, machine, random
        self._server = _Runner(costs.server_us)
        self._processes = [_Runner(costs.worker_us) for _ in range(machine.processes)]
        self._free_cores = machine.cores
        self._ready: deque[_Runner] = deque()
        self._events: list[tuple[float, int, _Runner, int, bool]] = []
        self._order = count()
        self._now, self._ended = 0.0, 0

    def run(self, jobs: int) -> Speed:
        for thread in range(self._machine.processes * self._machine.threads):
            self._wants(self._server, thread)
        begun_at = busy_before = server_before = 0.0
        while self._ended < jobs + WARM_UP:
            self._step()
            if self._ended <= WARM_UP:
                begun_at, server_before, busy_before = self._now, self._server.busy_us, self._busy_us()
        elapsed_us = self._now - begun_at
        return Speed(
            jobs / elapsed_us * 1e6,
            (self._server.busy_us - server_before) / elapsed_us,
            (self._busy_us() - busy_before) / elapsed_us / self._all_cores(),
        )

    def _step(self) -> None:
        self._now, _, runner, thread, has_run = heapq.heappop(self._events)
        if not has_run:
            self._wants(runner, thread)
            return
        runner.is_running = False
        if not self._has_own_core(runner):
            self._free_cores += 1
        if runner is self._server:
            self._later(self._process_of(thread), thread, self._costs.network_us)
        else:
            self._ended += 1
            self._later(self._server, thread, self._costs.wait_us + self._costs.network_us)
        self._enter(runner)
        self._start()

    def _wants(self, runner: _Runner, thread: int) -> None:
        runner.waiting.append(thread)
        self._enter(runner)
        self._start()

    def _later(self, runner: _Runner, thread: int, microseconds: float) -> None:
        heapq.heappush(self._events, (self._now + microseconds, next(self._order), runner, thread, False))

    def _enter(self, runner: _Runner) -> None:
        if runner.waiting and not runner.is_running and runner not in self._ready:
            self._ready.append(runner)

    def _start(self) -> None:
        for runner in list(self._ready):
            if not self._has_own_core(runner):
                if self._free_cores == 0:
                    continue
                self._free_cores -= 1
            self._ready.remove(runner)
            runner.is_running = True
            took = self._random.gammavariate(SPREAD, runner.mean_us / SPREAD)
            runner.busy_us += took
            thread = runner.waiting.popleft()
            heapq.heappush(self._events, (self._now + took, next(self._order), runner, thread, True))

    def _has_own_core(self, runner: _Runner) -> bool:
        return self._machine.server_has_own_core and runner is self._server

    def _process_of(self, thread: int) -> _Runner:
        return self._processes[thread % len(self._processes)]

    def _busy_us(self) -> float:
        return self._server.busy_us + sum(process.busy_us for process in self._processes)

    def _all_cores(self) -> int:
        return self._machine.cores + self._machine.server_has_own_core


def lines(costs: Costs, threads: int, cores: Iterable[int]) -> list[str]:
    """Return the table: for each number of cores the best number of worker processes and what it gives."""
    limit = 1e6 / costs.server_us
    rows = [
        "| cores | worker processes | jobs/s | of the server's limit | server busy | cores busy |",
        "|---|---|---|---|---|---|",
    ]
    for number in cores:
        processes, speed = _best(costs, threads, number)
        rows.append(
            f"| {number} | {processes} | {speed.jobs:,.0f} | {speed.jobs / limit:.0%} "
            f"| {speed.server_use:.0%} | {speed.core_use:.0%} |"
        )
    return rows


def _best(costs: Costs, threads: int, cores: int) -> tuple[int, Speed]:
    """Return the fewest processes whose throughput is within 1 % of the best, and what they give."""
    choices = sorted({1, 2, 3, cores // 2, cores - 1, cores, cores + 1, *range(4, min(cores, 12))} - {0})
    tried = {processes: simulate(costs, Machine(cores, processes, threads), jobs=5_000) for processes in choices}
    best = max(speed.jobs for speed in tried.values())
    processes = next(processes for processes, speed in tried.items() if speed.jobs >= best * 0.99)
    return processes, simulate(costs, Machine(cores, processes, threads))


def first_limit(costs: Costs) -> str:
    """Return in a sentence where the first limit lies."""
    needed = 1 + costs.worker_us / costs.server_us
    return (
        f"The server's one core ends at {1e6 / costs.server_us:,.0f} jobs/s. "
        f"That takes {needed:.1f} cores: 1 for the server and {needed - 1:.1f} for workers."
    )


def main() -> None:
    """Print the table for the costs that the options name."""
    parser = argparse.ArgumentParser(description="Jobs per second on more cores, from the cost of one job.")
    parser.add_argument("--server", type=float, default=74.0, help="processor time of the server per job, µs")
    parser.add_argument("--worker", type=float, default=146.0, help="processor time of the worker per job, µs")
    parser.add_argument("--wait-ms", type=float, default=0.0, help="how long a job waits for others, ms")
    parser.add_argument("--network-us", type=float, default=0.0, help="time to the server, one way, µs")
    parser.add_argument("--threads", type=int, default=8, help="threads per worker process")
    parser.add_argument("--cores", type=int, nargs="+", default=list(CORES))
    options = parser.parse_args()
    costs = Costs(options.server, options.worker, options.wait_ms * 1000, options.network_us)
    print(*lines(costs, options.threads, options.cores), "", first_limit(costs), sep="\n")


if __name__ == "__main__":
    main()
