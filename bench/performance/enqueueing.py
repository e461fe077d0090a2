"""How many jobs one process enqueues a second, one by one and in bulk, beside stock RQ; by turns, the medians."""

import statistics
import time
from collections.abc import Callable

from rq import Queue
from rq.serializers import JSONSerializer

from bench.figures import Figure, Report
from bench.setting import Setting, open_setting, scaled
from fsp.queueing.enqueue import enqueue, enqueue_many

ROUNDS = 5


def main(report: Report) -> None:
    """Measure both ways on both systems."""
    report.heading(f"enqueued by one process, medians of {ROUNDS} rounds by turns")
    with open_setting() as setting:
        single, rq_single, bulk, rq_bulk = (statistics.median(rates) for rates in zip(*_rounds(setting), strict=True))
    report.show(Figure("RQ, one by one", rq_single, "jobs/s"))
    report.show(Figure("FSP, one by one", single, "jobs/s"))
    report.show(Figure("one by one: FSP / RQ", single / rq_single, least=1.3))
    report.show(Figure("RQ, in bulk", rq_bulk, "jobs/s"))
    report.show(Figure("FSP, in bulk", bulk, "jobs/s"))
    report.show(Figure("in bulk: FSP / RQ", bulk / rq_bulk, least=1.5))


def _rounds(setting: Setting) -> list[tuple[float, float, float, float]]:
    count = scaled(2_000)
    queue = Queue("rq-medium", connection=setting.connection, serializer=JSONSerializer)
    many = [Queue.prepare_data("bench.rq_jobs.noop") for _ in range(count)]
    return [
        (
            _rate(count, lambda: [enqueue(setting.connection, "bench-noop", {}) for _ in range(count)]),
            _rate(count, lambda: [queue.enqueue("bench.rq_jobs.noop") for _ in range(count)]),
            _rate(count, lambda: enqueue_many(setting.connection, "bench-noop", [{}] * count)),
            _rate(count, lambda: queue.enqueue_many(many)),
        )
        for _ in range(ROUNDS)
    ]


def _rate(count: int, work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return count / (time.monotonic() - started)
