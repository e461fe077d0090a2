"""How long it takes to read the numbers of 21 queues, beside RQ's own way."""

import time
from collections.abc import Callable

from rq import Queue
from rq.serializers import JSONSerializer

from bench.figures import Figure, Report
from bench.setting import Setting, open_setting, scaled
from fsp.clock import utc_now
from fsp.inspection.queues import read_queues

QUEUES = ["high", "medium", "low", *(f"extra-{number:02}" for number in range(18))]


def main(report: Report) -> None:
    """Fill 21 queues, and read them in both ways."""
    report.heading(f"statistics of {len(QUEUES)} queues")
    with open_setting() as setting:
        queues = [Queue(name, connection=setting.connection, serializer=JSONSerializer) for name in QUEUES]
        for queue in queues:
            queue.enqueue_many([Queue.prepare_data("bench.rq_jobs.noop") for _ in range(scaled(1_000))])
        theirs = median_ms(lambda: [_rq_numbers(queue) for queue in queues], 20)
        ours = queues_ms(setting)
    report.show(Figure("RQ: length and five registries of each", theirs, "ms"))
    report.show(Figure("FSP: waiting, blocked, due, running, dead, oldest age", ours, "ms", most=2))


def queues_ms(setting: Setting) -> float:
    """Return how long FSP's reading takes."""
    return median_ms(lambda: read_queues(setting.connection, utc_now(), QUEUES))


def median_ms(work: Callable[[], object], count: int = 200) -> float:
    """Return the median time of some work in milliseconds."""
    times = []
    for _ in range(count):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return sorted(times)[count // 2] * 1000


def _rq_numbers(queue: Queue) -> list[int]:
    registries = ("started", "finished", "failed", "deferred", "scheduled")
    return [len(queue), *(getattr(queue, f"{name}_job_registry").get_job_count(cleanup=False) for name in registries)]
