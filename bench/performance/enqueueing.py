"""What one process enqueues a second, one by one and in bulk, beside stock RQ.

By turns in short rounds, and the medians of their rates: a busy machine slows all alike. The processor time of this
process and the server is shown too.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import redis
from rq import Queue
from rq.serializers import JSONSerializer

from bench.figures import Figure, Report
from bench.setting import Setting, open_setting, scaled
from fsp.queueing.enqueue import enqueue, enqueue_many

ROUNDS, MIN_JOBS = 15, 500


@dataclass(frozen=True)
class Round:
    """Jobs per second, and processor microseconds per job, of one way."""

    rate: float
    processor_us: float


def main(report: Report) -> None:
    """Measure both ways on both systems."""
    report.heading(f"enqueued by one process, medians of {ROUNDS} rounds by turns")
    with open_setting() as setting:
        rounds = _rounds(setting)
    for way, least in (("one by one", 1.3), ("in bulk", 1.5)):
        ours, theirs = _median(rounds[f"FSP, {way}"]), _median(rounds[f"RQ, {way}"])
        for name, median in (("RQ", theirs), ("FSP", ours)):
            cost = f"{median.processor_us:.0f} us of processor a job"
            report.show(Figure(f"{name}, {way}: {cost}", median.rate, "jobs/s"))
        report.show(Figure(f"{way}: FSP / RQ", ours.rate / theirs.rate, least=least))
        report.show(Figure(f"{way}: RQ / FSP, processor time", theirs.processor_us / ours.processor_us))


def _rounds(setting: Setting) -> dict[str, list[Round]]:
    count = max(scaled(2_000), MIN_JOBS)
    connection = setting.connection
    queue = Queue("rq-medium", connection=connection, serializer=JSONSerializer)
    many = [Queue.prepare_data("bench.rq_jobs.noop") for _ in range(count)]
    ways: dict[str, Callable[[], object]] = {
        "FSP, one by one": lambda: [enqueue(connection, "bench-noop", {}) for _ in range(count)],
        "RQ, one by one": lambda: [queue.enqueue("bench.rq_jobs.noop") for _ in range(count)],
        "FSP, in bulk": lambda: enqueue_many(connection, "bench-noop", [{}] * count),
        "RQ, in bulk": lambda: queue.enqueue_many(many),
    }
    rounds: dict[str, list[Round]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, work in ways.items():
            rounds[way].append(_round(connection, count, work))
    return rounds


def _round(connection: redis.Redis, count: int, work: Callable[[], object]) -> Round:
    server, own, started = _server_seconds(connection), time.process_time(), time.monotonic()
    work()
    seconds = time.monotonic() - started
    used = time.process_time() - own + _server_seconds(connection) - server
    return Round(count / seconds, used / count * 1e6)


def _server_seconds(connection: redis.Redis) -> float:
    used = connection.info("cpu")
    return float(used["used_cpu_user"] + used["used_cpu_sys"])


def _median(rounds: list[Round]) -> Round:
    return Round(
        statistics.median(figures.rate for figures in rounds),
        statistics.median(figures.processor_us for figures in rounds),
    )
