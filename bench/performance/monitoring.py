"""What monitoring costs: FSP's own jobs in blocks with it and without it, by turns, and how sure that figure is.

Without it nobody counts the event log, which also leaves out RQ's results, and nobody meters processor time and
memory. That switch is this benchmark's alone: FSP itself has none.
"""

import math
import random
import time
from dataclasses import dataclass
from typing import Any, cast

from bench.figures import Figure, Report
from bench.setting import Setting, open_setting, scaled
from fsp.metrics.event_log import catch_up
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_connections import connect_redis_now
from fsp.redis_ops import event_keys
from fsp.worker.attempt import AttemptContext
from fsp.worker.cost import Cost, Meter, ProcessMeter
from fsp.worker.job_fetcher import JobFetcher
from fsp.worker.loop import WorkerThread, run_jobs
from fsp.worker.slots import Slots
from fsp.worker.time_limit import AlarmLimit

PAIRS = 640
JOBS = 5
JOB_TYPE = "generate-report"
RESAMPLES = 10_000
SEED = 1


class NoMeter:
    """Measures nothing."""

    def begin(self) -> None:
        """Do nothing."""

    def end(self) -> Cost:
        """Return nothing."""
        return Cost()


@dataclass(frozen=True)
class Block:
    """What one block of jobs took: seconds on the clock, and of the processor, the server's included."""

    clock_seconds: float
    processor_seconds: float


def main(report: Report) -> None:
    """Measure pairs of blocks and print the bounds of what monitoring adds."""
    pairs = max(3, scaled(PAIRS))
    report.heading(f"monitoring on against off: {pairs} pairs of blocks of {JOBS} {JOB_TYPE} jobs")
    with open_setting() as setting:
        with_it, without_it = _thread(setting, ProcessMeter()), _thread(setting, NoMeter())
        for thread in (with_it, without_it):
            _block(setting, thread)
        measured = [_pair(setting, with_it, without_it, number) for number in range(pairs)]
    for name in ("clock", "processor"):
        # Logarithms, since the mean of plain ratios of noisy times is above 1 where nothing is added.
        ratios = [math.log(getattr(on, f"{name}_seconds") / getattr(off, f"{name}_seconds")) for on, off in measured]
        mean, low, high = (math.expm1(ratio) * 100 for ratio in (sum(ratios) / len(ratios), *interval(ratios)))
        report.show(Figure(f"monitoring adds, {name} time", mean, "%"))
        report.show(Figure(f"95 % interval of it, {name} time, lower bound", low, "%"))
        report.show(Figure(f"95 % interval of it, {name} time, upper bound", high, "%", most=2))


def interval(values: list[float]) -> tuple[float, float]:
    """Return the bootstrapped 95 % interval of a mean."""
    draw = random.Random(SEED)
    means = sorted(sum(draw.choices(values, k=len(values))) / len(values) for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES)]


def _pair(setting: Setting, with_it: WorkerThread, without_it: WorkerThread, number: int) -> tuple[Block, Block]:
    # Each goes first every other time, so that a drift of the machine favours neither.
    if number % 2:
        off = _block(setting, without_it)
        return _block(setting, with_it), off
    on = _block(setting, with_it)
    return on, _block(setting, without_it)


def _block(setting: Setting, thread: WorkerThread) -> Block:
    enqueue_many(setting.connection, JOB_TYPE, [{}] * JOBS)
    clock, processor = time.perf_counter(), _processor_seconds(setting)
    run_jobs(thread)
    if not isinstance(thread.context.meter, NoMeter):
        catch_up(setting.connection)
    block = Block(time.perf_counter() - clock, _processor_seconds(setting) - processor)
    leave_uncounted(setting)
    return block


def leave_uncounted(setting: Setting) -> None:
    """Let the next block count its own jobs alone."""
    newest = cast(list[Any], setting.connection.xrevrange(event_keys.EVENTS, count=1))
    setting.connection.set(event_keys.COUNTED, newest[0][0])


def _thread(setting: Setting, meter: Meter) -> WorkerThread:
    connection = connect_redis_now(setting.settings)
    fetcher = JobFetcher(connection, worker="bench", queues=["high", "medium", "low"], lease_seconds=30)
    context = AttemptContext(setting.app, AlarmLimit(), meter)
    return WorkerThread(context, setting.connection, fetcher, Slots(1), 0, lambda: True, is_burst=True)


def _processor_seconds(setting: Setting) -> float:
    server = setting.connection.info("cpu")
    return time.process_time() + float(server["used_cpu_user"]) + float(server["used_cpu_sys"])
