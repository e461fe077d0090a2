"""Whether anything changes with a million waiting jobs, and a hundred thousand set aside behind one closed gate.

The same figures are taken before and after, on the same server, and compared as ratios.
"""

import time
from dataclasses import dataclass

from bench.figures import Figure, Report
from bench.performance.speed import stop, until
from bench.performance.statistics import median_ms, queues_ms
from bench.setting import Setting, open_setting, scaled
from fsp.clock import utc_now
from fsp.conditions.explain import explain
from fsp.gates.controls import pause_type
from fsp.gates.pauses import Pause
from fsp.jobs.priority import QUEUE_NAMES, Priority
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import gate_keys, rq_keys
from fsp.worker.attempt_result import AttemptResult, success
from fsp.worker.claim import Claim
from fsp.worker.job_fetcher import JobFetcher
from fsp.worker.spent import Spent

WAITING, BLOCKED = 1_000_000, 100_000
DRAINED = 20_000
GATED = "bench-io"


@dataclass(frozen=True)
class Figures:
    """What is measured before and after."""

    drain_per_second: float
    enqueue_ms: float
    claim_ms: float
    statistics_ms: float
    explain_ms: float


def main(report: Report) -> None:
    """Measure, pile up, and measure again."""
    waiting, blocked = scaled(WAITING), scaled(BLOCKED)
    report.heading(f"{waiting:,} jobs waiting and {blocked:,} blocked behind a closed gate, beside an empty server")
    with open_setting() as setting:
        before = _figures(setting)
        _pile_up(setting, waiting, blocked)
        after = _figures(setting)
    report.show(Figure("drained, empty", before.drain_per_second, "jobs/s"))
    report.show(Figure("drained, full", after.drain_per_second, "jobs/s"))
    report.show(Figure("drained, full / empty", after.drain_per_second / before.drain_per_second, least=0.9))
    for name in ("enqueue", "claim"):
        empty, full = (getattr(figures, f"{name}_ms") for figures in (before, after))
        report.show(Figure(f"{name}, empty", empty, "ms"))
        report.show(Figure(f"{name}, full", full, "ms"))
        report.show(Figure(f"{name}, full / empty", full / empty, most=1.25))
    report.show(Figure("statistics of 21 queues, full", after.statistics_ms, "ms", most=2))
    report.show(Figure("why the last waiting job does not run, full", after.explain_ms, "ms", most=50))


def _pile_up(setting: Setting, waiting: int, blocked: int) -> None:
    enqueue_many(setting.connection, "bench-noop", ({} for _ in range(waiting)))
    pause_type(setting.connection, GATED, Pause("bench", "", utc_now()))
    enqueue_many(setting.connection, GATED, ({} for _ in range(blocked)), priority=Priority.HIGH)
    # The first claim finds them in its way, and sets them all aside.
    _Turns(setting)()
    if setting.connection.zcard(gate_keys.blocked("high")) != blocked:
        raise RuntimeError("the jobs behind the closed gate were not blocked")
    # Piling up makes the server rewrite its file, which takes a core of its own: that is not what is measured here.
    until(lambda: not setting.connection.info("persistence")["aof_rewrite_in_progress"], "the file is rewritten")


def _figures(setting: Setting) -> Figures:
    last = enqueue(setting.connection, "bench-noop", {}, priority=Priority.LOW).job_id
    explain_ms = median_ms(lambda: explain(setting.connection, last, utc_now()), 50)
    enqueue_ms = median_ms(lambda: enqueue(setting.connection, "bench-noop", {}), 1_000)
    claim_ms = median_ms(_Turns(setting), 1_000)
    return Figures(_drain_rate(setting), enqueue_ms, claim_ms, queues_ms(setting), explain_ms)


class _Turns:
    """Each call is one turn of a worker: the last job is finished and the next one claimed."""

    def __init__(self, setting: Setting) -> None:
        self._fetcher = JobFetcher(setting.connection, worker="bench", queues=list(QUEUE_NAMES), lease_seconds=600)
        self._last: tuple[Claim, AttemptResult] | None = None

    def __call__(self) -> None:
        _, claim = self._fetcher.next(self._last)
        self._last = (claim, success("null", Spent(0.001))) if claim else None


def _drain_rate(setting: Setting) -> float:
    """Return how many jobs a second two workers do, once they are under way."""
    count = scaled(DRAINED)
    enqueue_many(setting.connection, "bench-noop", [{}] * (count * 2))
    start = _finished(setting)
    workers = [setting.worker("--threads", "8") for _ in range(2)]
    try:
        until(lambda: _finished(setting) >= start + count // 5, "two workers are under way")
        started, done = time.monotonic(), _finished(setting)
        until(lambda: _finished(setting) >= start + count, "two workers have done their jobs")
        return (_finished(setting) - done) / (time.monotonic() - started)
    finally:
        stop(workers)


def _finished(setting: Setting) -> int:
    return int(setting.connection.zcard(rq_keys.finished("medium")))
