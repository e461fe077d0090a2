"""A thousand jobs that fail at once, and when they come back: R19."""

from collections import Counter

from rq import Queue, Retry

from bench.chaos.stage import Row, Stage
from bench.chaos.suite import run_tests
from bench.chaos.work import STORM_BASE_SECONDS
from fsp.queueing.enqueue import enqueue_many

JOBS = 1000
STOCK_JOBS = 400


def retry_storm(stage: Stage) -> Row:
    """Let a thousand jobs fail at once, with full jitter; the draws themselves are a test of the suite."""
    drawn = run_tests("tests/jobs/test_backoff.py")
    ids = [job.job_id for job in enqueue_many(stage.connection, "chaos-storm", [{}] * JOBS)]
    stage.start(2, threads=8)
    # Three retries of at most 10, 20 and 40 s.
    _, open_ = stage.settle(ids, seconds=120)
    first, all_ = _peaks(stage, 1), _peaks(stage, 1, 2, 3, 4)
    extra = all_ / first - 1
    measured = f"{drawn.measured}; peak {first} first attempts/s, {all_} with retries: {extra:+.0%}; {open_} open"
    is_met = drawn.is_met and extra <= 0.2 and not open_
    return Row("10,000 draws, KS at 1 %; 1,000 jobs fail at once", measured, "pass; <= +20 %", is_met)


def stock_retry_storm(stage: Stage) -> str:
    """Do the same to stock RQ, whose intervals have no jitter; return how the peak of retries compares."""
    queue = Queue("medium", connection=stage.connection)
    for _ in range(STOCK_JOBS):
        queue.enqueue("bench.chaos.rq_jobs.fail", retry=Retry(max=1, interval=STORM_BASE_SECONDS))
    stage.workers += [stage.stock_worker("--with-scheduler") for _ in range(2)]
    ids = list(queue.job_ids)
    stage.settle(ids, seconds=120)
    first, retries = _peaks(stage, 1), _peaks(stage, 2)
    return f"peak {first} first attempts/s, {retries} retries/s: no jitter, all are due at once"


def _peaks(stage: Stage, *attempts: int) -> int:
    moments = [moment for attempt in attempts for moment in stage.connection.lrange(f"chaos:attempts:{attempt}", 0, -1)]
    return max(Counter(int(float(moment)) for moment in moments).values(), default=0)
