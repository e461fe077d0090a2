"""How soon an idle worker starts a job, beside stock RQ's SimpleWorker."""

import time
from collections.abc import Callable

from rq import Queue

from bench.figures import Figure, Report, percentile
from bench.performance.speed import stop
from bench.setting import Setting, open_setting, scaled
from fsp.queueing.enqueue import enqueue

WARM_UP = 5


def main(report: Report) -> None:
    """Enqueue now and then, and print the median and the 99th percentile."""
    report.heading("from being enqueued to running, on an idle worker")
    with open_setting() as setting:
        ours = setting.worker()
        own_waits = _waits(setting, lambda: enqueue(setting.connection, "bench-stamp", {"at": time.time()}))
        stop([ours])
        setting.connection.flushall()
        queue = Queue("medium", connection=setting.connection)
        theirs = setting.rq_worker("rq.SimpleWorker")
        other = _waits(setting, lambda: queue.enqueue("bench.rq_jobs.stamp", at=time.time()))
        stop([theirs])
    report.show(Figure("RQ SimpleWorker, median", percentile(other, 0.5), "ms"))
    report.show(Figure("RQ SimpleWorker, 99th percentile", percentile(other, 0.99), "ms"))
    report.show(Figure("FSP, idle start, median", percentile(own_waits, 0.5), "ms", most=3))
    report.show(Figure("FSP, idle start, 99th percentile", percentile(own_waits, 0.99), "ms", most=6))


def _waits(setting: Setting, push: Callable[[], object]) -> list[float]:
    """Return the milliseconds each job waited."""
    waits = []
    for number in range(scaled(300) + WARM_UP):
        push()
        answer = setting.connection.blpop(["bench:started"], timeout=20)
        if number >= WARM_UP and answer:
            waits.append(float(answer[1]) * 1000)
        time.sleep(0.01)
    return waits
