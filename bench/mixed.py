"""A mixed load on both: five kinds of jobs over three queues, one platform failing, one slow.

The same functions, priorities, retries and processes; stock RQ has no limits, circuits or parking, so its workers wait
for the platform that is down.
"""

import time

from rq import Queue, Retry
from rq.serializers import JSONSerializer

from bench.setting import Setting, scaled, setting
from fsp.queueing.enqueue import enqueue

PROCESSES = 2
KINDS = (("high", "publish", 0.01), ("high", "publish-down", 0.3), ("medium", "write", 0.03), ("low", "export", 0.05))
"""Queue, kind and seconds; the platform that is down answers only after 0.3 s, with an error."""

EACH = 150


def main() -> None:
    """Print how long all of it took and how long the high jobs waited, on both."""
    ours, theirs = _measure(_ours), _measure(_theirs)
    print(f"\nmixed load, {PROCESSES} processes: all that can succeed has; the wait of high jobs that can")
    for name, (makespan, wait) in (("fsp", ours), ("rq", theirs)):
        print(f"{name:4} makespan {makespan:6.1f} s   mean wait of high {wait:6.2f} s")
    print(f"ratios: makespan {theirs[0] / ours[0]:.1f} (aim 2), wait {theirs[1] / ours[1]:.1f} (aim 10)")


def _measure(start: object) -> tuple[float, float]:
    with setting() as found:
        return start(found)  # type: ignore[operator,no-any-return]


def _ours(found: Setting) -> tuple[float, float]:
    total = 0
    for _ in range(scaled(EACH)):
        for _queue, kind, seconds in KINDS:
            enqueue(found.connection, f"mixed-{kind}", {"seconds": seconds, "at": time.time()})
            total += kind != "publish-down"
    workers = [found.worker("--threads", "8") for _ in range(PROCESSES)]
    return _until_done(found, total, workers)


def _theirs(found: Setting) -> tuple[float, float]:
    queues = {
        name: Queue(name, connection=found.connection, serializer=JSONSerializer) for name in ("high", "medium", "low")
    }
    total = 0
    for _ in range(scaled(EACH)):
        for queue, kind, seconds in KINDS:
            retry = Retry(max=3) if kind == "publish-down" else None
            queues[queue].enqueue("bench.rq_jobs.mixed", kind=kind, seconds=seconds, at=time.time(), retry=retry)
            total += kind != "publish-down"
    workers = [found.rq_worker("rq.Worker", "--serializer", "rq.serializers.JSONSerializer") for _ in range(PROCESSES)]
    return _until_done(found, total, workers)


def _until_done(found: Setting, total: int, workers: list[object]) -> tuple[float, float]:
    started = time.time()
    while found.connection.llen("mixed:done") < total and time.time() - started < 600:
        time.sleep(0.05)
    makespan = time.time() - started
    for worker in workers:
        worker.kill()  # type: ignore[attr-defined]
        worker.wait()  # type: ignore[attr-defined]
    waits = [float(wait) for wait in found.connection.lrange("mixed:waits", 0, -1)]
    return makespan, sum(waits) / len(waits)
