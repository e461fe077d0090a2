"""What keyed gates and fair shares cost and give: 10,000 keys, and a tenant of 100,000 jobs beside small ones.

Costs are the server's processor time per job, measured by turns of finishing and claiming in one process: a busy
machine slows all of them alike.
"""

import statistics
import time

import redis

from bench.figures import Figure, Report, percentile
from bench.performance.speed import stop, until
from bench.setting import Setting, open_setting, scaled
from fsp.jobs.gate import Gate
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue_many
from fsp.worker.attempt_result import AttemptResult, success
from fsp.worker.claim import Claim
from fsp.worker.job_fetcher import JobFetcher
from fsp.worker.spent import Spent

KEYS, JOBS, ROUNDS, SLOTS = 10_000, 2_000, 9, 16
TENANTS, SMALL, LARGE = 99, 10, 100_000


@job_type("bench-without-key", concurrency=10_000, retries=0)
def without_key(number: int) -> None:
    """Do nothing."""


@job_type("bench-with-key", concurrency=10_000, retries=0, gates=(Gate("number", limit=2),))
def with_key(number: int) -> None:
    """Do nothing."""


@job_type("bench-with-share", concurrency=10_000, retries=0, share_by="number")
def with_share(number: int) -> None:
    """Do nothing."""


def main(report: Report) -> None:
    """Measure the costs by turns, then the waits of the small tenants alone and beside the large one."""
    report.heading(f"{KEYS:,} keys, and one share, beside jobs without (server's processor time per job)")
    with open_setting() as setting:
        kinds = {"without": "bench-without-key", "keys": "bench-with-key", "share": "bench-with-share"}
        costs: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(ROUNDS):
            for name, job_type_name in kinds.items():
                costs[name].append(_cost_us(setting, job_type_name, 1 if name == "share" else KEYS))
        without, keys, share = (statistics.median(costs[name]) for name in kinds)
        report.show(Figure("without a gate", without, "µs/job"))
        report.show(Figure(f"a gate of {KEYS:,} keys", keys, "µs/job"))
        report.show(Figure(f"a gate of {KEYS:,} keys / without", keys / without, most=1.1))
        report.show(Figure("one share / without", share / without, most=1.02))
    report.heading(f"{TENANTS} tenants of {SMALL} jobs, alone and beside one of {scaled(LARGE):,}")
    alone, beside = _p95_wait(0), _p95_wait(scaled(LARGE))
    report.show(Figure("p95 wait, alone", alone, "s"))
    report.show(Figure("p95 wait, beside the large one", beside, "s"))
    report.show(Figure("p95 wait, beside / alone", beside / alone, most=2))


def _cost_us(setting: Setting, name: str, keys: int) -> float:
    """Return what one turn of finishing and claiming costs the server."""
    count = scaled(JOBS)
    enqueue_many(setting.connection, name, [{"number": number % keys} for number in range(count)])
    fetchers = [_fetcher(setting, f"bench-{number}") for number in range(SLOTS)]
    last: list[tuple[Claim, AttemptResult] | None] = [None] * SLOTS
    started, done = _processor_seconds(setting.connection), 0
    while done < count:
        for slot, fetcher in enumerate(fetchers):
            _, claim = fetcher.next(last[slot])
            done += last[slot] is not None
            last[slot] = (claim, success("null", Spent(0.001))) if claim else None
    return (_processor_seconds(setting.connection) - started) / count * 1e6


def _p95_wait(large: int) -> float:
    """Return the wait that 95 of 100 jobs of the small tenants do not exceed."""
    with open_setting() as setting:
        enqueue_many(setting.connection, "bench-shared", ({"tenant": 0, "at": 0.0} for _ in range(large)))
        workers = [setting.worker("--threads", "8") for _ in range(2)]
        try:
            # Both begin with workers that are under way.
            enqueue_many(setting.connection, "bench-shared", [{"tenant": 0, "at": 0.0}] * 200)
            until(lambda: _served(setting) >= 100, "the workers are under way")
            small = [{"tenant": tenant, "at": time.time()} for _ in range(SMALL) for tenant in range(1, TENANTS + 1)]
            enqueue_many(setting.connection, "bench-shared", small)
            until(lambda: setting.connection.llen("bench:started") >= len(small), "the small tenants are served")
        finally:
            stop(workers)
        return percentile([float(wait) for wait in setting.connection.lrange("bench:started", 0, -1)], 0.95)


def _served(setting: Setting) -> int:
    return int(setting.connection.get("bench:served") or 0)


def _fetcher(setting: Setting, name: str) -> JobFetcher:
    return JobFetcher(setting.connection, worker=name, queues=["high", "medium", "low"], lease_seconds=600)


def _processor_seconds(connection: redis.Redis) -> float:
    used = connection.info("cpu")
    return float(used["used_cpu_user"] + used["used_cpu_sys"])
