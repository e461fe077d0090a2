"""How fast jobs are enqueued, and how soon an idle worker starts one."""

import time

from rq import Queue
from rq.serializers import JSONSerializer

from bench.setting import Setting, scaled, setting
from fsp.queueing.enqueue import enqueue, enqueue_many


def enqueueing() -> None:
    """Print jobs per second of one process, one by one and in bulk."""
    count = scaled(20_000)
    with setting() as found:
        single = _rate(count, lambda: [enqueue(found.connection, "bench-noop", {}) for _ in range(count)])
        bulk = _rate(count, lambda: enqueue_many(found.connection, "bench-noop", [{}] * count))
        queue = Queue("rq-medium", connection=found.connection, serializer=JSONSerializer)
        rq_count = count // 4
        rq_single = _rate(rq_count, lambda: [queue.enqueue("bench.rq_jobs.noop") for _ in range(rq_count)])
        many = [Queue.prepare_data("bench.rq_jobs.noop") for _ in range(rq_count)]
        rq_bulk = _rate(rq_count, lambda: queue.enqueue_many(many))
    print("\nenqueued by one process, jobs/s")
    print(f"one by one   fsp {single:>8.0f}   rq {rq_single:>8.0f}   ratio {single / rq_single:.1f}   (target 3000)")
    print(f"in bulk      fsp {bulk:>8.0f}   rq {rq_bulk:>8.0f}   ratio {bulk / rq_bulk:.1f}   (target 12000)")


def idle_latency() -> None:
    """Print how soon an idle worker starts a job, beside stock RQ's SimpleWorker."""
    with setting() as found:
        with found.worker() as worker:
            ours = _starts(found, lambda: enqueue(found.connection, "bench-stamp", {"at": time.time()}).job_id)
            worker.terminate()
        found.connection.flushall()
        queue = Queue("medium", connection=found.connection)
        with found.rq_worker("rq.SimpleWorker") as worker:
            theirs = _starts(found, lambda: queue.enqueue("bench.rq_jobs.stamp", at=time.time()).id)
            worker.terminate()
    print("\nidle start latency, ms")
    for name, figures in (("fsp", ours), ("rq SimpleWorker", theirs)):
        print(f"{name:16} p50 {_quantile(figures, 0.5):6.1f}   p99 {_quantile(figures, 0.99):6.1f}   (target 3 / 6)")


def _rate(count: int, work: object) -> float:
    started = time.monotonic()
    work()  # type: ignore[operator]
    return count / (time.monotonic() - started)


def _starts(found: Setting, push: object) -> list[float]:
    """Enqueue now and then; return the milliseconds each waited."""
    waits = []
    for number in range(scaled(300) + 5):
        push()  # type: ignore[operator]
        answer = found.connection.blpop(["bench:started"], timeout=20)
        if number >= 5 and answer:
            waits.append(float(answer[1]) * 1000)
        time.sleep(0.01)
    return waits


def _quantile(figures: list[float], part: float) -> float:
    return sorted(figures)[min(len(figures) - 1, int(part * len(figures)))]
