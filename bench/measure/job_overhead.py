"""M25: what counting and measuring adds to jobs of 50 ms, by blocks with and without it in turn."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.bounds import Line
from bench.performance.monitoring import NoMeter, interval, leave_uncounted
from bench.setting import Setting, open_setting, scaled
from fsp.metrics.event_log import count_ended
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_connections import connect_redis, connect_redis_now
from fsp.worker.attempt import AttemptContext
from fsp.worker.cost import ThreadMeter
from fsp.worker.job_fetcher import JobFetcher
from fsp.worker.loop import WorkerThread, run_jobs
from fsp.worker.slots import Slots
from fsp.worker.time_limit import ThreadLimit

BLOCKS = 30
JOBS = 200
THREADS = 4
JOB_TYPE = "bench-fifty"
LIMIT_PERCENT = 5.0


@dataclass(frozen=True)
class Shop:
    """The threads of one side, with a thread each."""

    threads: list[WorkerThread]
    is_counted: bool

    def seconds(self, setting: Setting) -> float:
        """Return how long a block of jobs takes."""
        enqueue_many(setting.connection, JOB_TYPE, [{}] * JOBS)
        threads = [threading.Thread(target=run_jobs, args=(thread,)) for thread in self.threads]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.is_counted:
            count_ended(setting.connection)
        seconds = time.perf_counter() - started
        leave_uncounted(setting)
        return seconds


def m25_jobs() -> Iterator[Line]:
    """Run blocks of jobs with and without counting; each side begins every other time."""
    with open_setting() as setting:
        counted, plain = _shop(setting, counted=True), _shop(setting, counted=False)
        for shop in (counted, plain):
            shop.seconds(setting)
        added = [_added_percent(setting, counted, plain, number) for number in range(scaled(BLOCKS))]
    _, bound = interval(added)
    what = f"{len(added)} blocks of {JOBS} jobs of 50 ms: added by counting, upper bound of 95 %"
    mean = sum(added) / len(added)
    yield Line("M25", what, f"{bound:.1f} % (mean {mean:.1f} %)", "< 5 %", "–", bound < LIMIT_PERCENT)


def _added_percent(setting: Setting, counted: Shop, plain: Shop, number: int) -> float:
    taken = {}
    for shop in (counted, plain) if number % 2 else (plain, counted):
        taken[shop is counted] = shop.seconds(setting)
    return taken[True] / taken[False] * 100 - 100


def _shop(setting: Setting, *, counted: bool) -> Shop:
    slots = Slots(THREADS)
    return Shop([_thread(setting, slots, slot, counted=counted) for slot in range(THREADS)], counted)


def _thread(setting: Setting, slots: Slots, slot: int, *, counted: bool) -> WorkerThread:
    connection = connect_redis_now(setting.settings)
    fetcher = JobFetcher(connection, worker="bench", queues=["high", "medium", "low"], lease_seconds=30)
    context = AttemptContext(setting.app, ThreadLimit(), ThreadMeter() if counted else NoMeter())
    return WorkerThread(context, connect_redis(setting.settings), fetcher, slots, slot, lambda: True, is_burst=True)
