"""What keyed gates and fair shares cost and give: 10,000 keys, and a tenant of 100,000 jobs beside small ones.

Costs are processor time per job, of workers and server, measured by turns: a busy machine slows all of them alike.
"""

import time

from bench.figures import Figure, Report, percentile
from bench.performance.speed import FSP_EIGHT, measure, median, stop, until
from bench.setting import Setting, open_setting, scaled
from fsp.queueing.enqueue import enqueue_many

JOBS, MIN_JOBS, ROUNDS = 20_000, 10_000, 5
KINDS = {"without": "without a gate", "keys": "a gate of 10,000 keys", "share": "one share"}
TENANTS, SMALL, LARGE = 99, 10, 100_000


def main(report: Report) -> None:
    """Measure the costs by turns, then the waits of the small tenants alone and beside the large one."""
    report.heading("10,000 keys, and one share, beside jobs without, two worker processes of 8 threads")
    count = max(scaled(JOBS), MIN_JOBS)
    rounds = [{kind: measure(FSP_EIGHT, kind, count) for kind in KINDS} for _ in range(ROUNDS)]
    rates = {kind: median([rate[kind] for rate in rounds]) for kind in KINDS}
    for kind, rate in rates.items():
        cost = f"{rate.worker_us:.0f} + {rate.server_us:.0f} us of processor a job"
        report.show(Figure(f"{KINDS[kind]}, median of {ROUNDS}: {cost}", rate.jobs, "jobs/s"))
    for kind, most in (("keys", 1.1), ("share", 1.02)):
        ratio = rates[kind].processor_us / rates["without"].processor_us
        report.show(Figure(f"{KINDS[kind]} / without, processor time of workers and server", ratio, most=most))
        report.show(Figure("the same, of the server alone", rates[kind].server_us / rates["without"].server_us))
    report.heading(f"{TENANTS} tenants of {SMALL} jobs, alone and beside one of {scaled(LARGE):,}")
    alone, beside = _p95_wait(0), _p95_wait(scaled(LARGE))
    report.show(Figure("p95 wait, alone", alone, "s"))
    report.show(Figure("p95 wait, beside the large one", beside, "s"))
    report.show(Figure("p95 wait, beside / alone", beside / alone, most=2))


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
