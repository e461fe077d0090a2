"""Many who ask for the same: R16, R17, R19."""

from concurrent.futures import ProcessPoolExecutor

import redis

from bench.chaos.stage import MODULES, Row, Stage
from bench.chaos.suite import run_tests
from fsp.handlers import catalogue
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings
from tests.worker.claiming import claimed, end

PROCESSES, EACH = 20, 50


def r16_one_key(stage: Stage) -> Row:
    """Enqueue one key a thousand times from twenty processes, then again after the job's end."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        answers = [answer for part in pool.map(_ask, [stage.url] * PROCESSES) for answer in part]
    ids, created = {job_id for job_id, _ in answers}, sum(is_new for _, is_new in answers)
    end(stage.connection, claimed(stage.connection), "success")
    again = enqueue(stage.connection, "chaos-note", {"number": 1}, idempotency_key="one").created
    measured = f"{len(answers)} asked, {created} created, {len(ids)} id told; accepted again at once: {again}"
    return Row("R16", "one key, 20 processes", measured, "1 created, 1 id", (created, len(ids), again) == (1, 1, True))


def r17_idempotency_key(_stage: Stage) -> Row:
    """Ask the API for the same a hundred times at once, with the same and with another body."""
    return run_tests("R17", "Idempotency-Key, 100 at once", "tests/queueing/test_request_once.py")


def r19_jitter(_stage: Stage) -> Row:
    """Draw 10,000 delays and compare them with the uniform distribution, with full and with half jitter."""
    return run_tests("R19", "10,000 delays, Kolmogorov-Smirnov at 1 %", "tests/jobs/test_backoff.py")


def _ask(url: str) -> list[tuple[str, bool]]:
    catalogue.load(Settings(job_modules=MODULES))
    with redis.Redis.from_url(url) as connection:
        found = [enqueue(connection, "chaos-note", {"number": 1}, idempotency_key="one") for _ in range(EACH)]
    return [(answer.job_id, answer.created) for answer in found]
