"""How many jobs one process enqueues a second, one by one and in bulk, beside stock RQ."""

import time
from collections.abc import Callable

from rq import Queue
from rq.serializers import JSONSerializer

from bench.figures import Figure, Report
from bench.setting import open_setting, scaled
from fsp.queueing.enqueue import enqueue, enqueue_many


def main(report: Report) -> None:
    """Measure both ways on both systems."""
    count = scaled(20_000)
    few = max(1, count // 4)
    report.heading("enqueued by one process")
    with open_setting() as setting:
        queue = Queue("rq-medium", connection=setting.connection, serializer=JSONSerializer)
        single = _rate(count, lambda: [enqueue(setting.connection, "bench-noop", {}) for _ in range(count)])
        bulk = _rate(count, lambda: enqueue_many(setting.connection, "bench-noop", [{}] * count))
        rq_single = _rate(few, lambda: [queue.enqueue("bench.rq_jobs.noop") for _ in range(few)])
        many = [Queue.prepare_data("bench.rq_jobs.noop") for _ in range(few)]
        rq_bulk = _rate(few, lambda: queue.enqueue_many(many))
    report.show(Figure("RQ, one by one", rq_single, "jobs/s"))
    report.show(Figure("FSP, one by one", single, "jobs/s", least=3_000))
    report.show(Figure("RQ, in bulk", rq_bulk, "jobs/s"))
    report.show(Figure("FSP, in bulk", bulk, "jobs/s", least=12_000))


def _rate(count: int, work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return count / (time.monotonic() - started)
