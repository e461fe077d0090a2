"""M10: a real worker counts every job once, however it ends; `make measure` does the same with 1,000 jobs."""

import random
import subprocess
from collections import Counter
from pathlib import Path

import redis
from flask import Flask

from fsp.metrics.current_counters import read_counters
from fsp.queueing.enqueue import enqueue_many
from fsp.redis_ops import keys
from fsp.settings import Settings
from testbed.processes import COMMAND, environment
from tests import counted_jobs  # noqa: F401

ROOT = Path(__file__).parents[2]
JOBS = {"succeed": 70, "raise": 20, "die": 5, "hang": 5}
ENDS = {"succeeded": 70, "failed": 20, "killed": 5, "timeout": 5}


def outcomes(connection: redis.Redis) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in read_counters(connection):
        counts[row.outcome] += row.count
    return counts


def test_a_hundred_jobs_that_end_in_every_way_are_counted_once_each(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    files = set(settings.data_dir.rglob("*"))
    each = [{"how": how} for how, count in JOBS.items() for _ in range(count)]
    random.Random(10).shuffle(each)
    enqueue_many(redis_client, "test-counted", each)
    variables = environment(
        settings.data_dir,
        REDIS_URL=settings.redis_url or "",
        FSP_JOB_MODULES="tests.counted_jobs",
        FSP_SECRET_KEY="0123456789abcdef" * 4,
    )

    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        [*COMMAND, "worker", "--burst", "--processes", "4"], env=variables, cwd=ROOT, stderr=quiet
    ) as worker:
        code = worker.wait(timeout=120)

    counted = outcomes(redis_client)
    assert code == 0
    # Each one that took its process down was tried three times; those attempts are counted apart.
    assert counted.pop("retried") == 2 * ENDS["killed"]
    assert counted == ENDS
    assert redis_client.zcard(keys.LEASES) == 0
    assert {file.name for file in set(settings.data_dir.rglob("*")) - files} <= {"fsp.sqlite3-wal", "fsp.sqlite3-shm"}
