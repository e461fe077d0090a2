"""Kills workers at random while they drain three queues, and counts what is lost: it must be nothing.

Run it as `make chaos`; SEED, JOBS and KILLS change what it does. Every job must end as done or dead, and
none may run more often than the kills explain.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import redis

from bench.drain import ROOT, valkey
from fsp.extensions import core_app
from fsp.handlers import catalogue
from fsp.jobs.priority import Priority
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from fsp.settings import Settings

WORKERS = 4
SETTLE_SECONDS = 180.0
PRIORITIES = list(Priority)


@dataclass
class Toll:
    """What became of the jobs."""

    done: int = 0
    dead: int = 0
    lost: int = 0
    extra_runs: int = 0


def main() -> None:
    """Run it and print one line; exit with 1 if anything was lost."""
    seed, jobs, kills = (
        int(os.environ.get(name, default)) for name, default in (("SEED", 1), ("JOBS", 3000), ("KILLS", 60))
    )
    with valkey() as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), redis_url=url, job_modules=("bench.noop",))
        catalogue.load(settings)
        app = core_app(settings)
        ids = _enqueue_all(app.extensions["fsp_redis"], jobs)
        taken = _run(url, folder, ids, random.Random(seed), kills)
        toll = _count(app.extensions["fsp_redis"], ids)
    print(
        f"seed {seed}: {jobs} jobs, {kills} kills, settled after {taken:.0f} s: "
        f"{toll.done} done, {toll.dead} dead, {toll.lost} lost, {toll.extra_runs} extra runs"
    )
    sys.exit(1 if toll.lost or toll.extra_runs > kills * 2 else 0)


def _enqueue_all(connection: redis.Redis, jobs: int) -> list[str]:
    return [
        enqueue(connection, "chaos-note", {"number": number}, priority=PRIORITIES[number % 3]).job_id
        for number in range(jobs)
    ]


def _run(url: str, folder: str, ids: list[str], chance: random.Random, kills: int) -> float:
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "REDIS_URL": url,
        "FSP_DATA_DIR": folder,
        "FSP_JOB_MODULES": "bench.noop",
        "FSP_LEASE_SECONDS": "5",
        "FSP_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "fsp.cli.main", "worker", "--threads", "2"]
    workers = [subprocess.Popen(command, env=variables, cwd=ROOT) for _ in range(WORKERS)]
    started = time.monotonic()
    with redis.Redis.from_url(url) as connection:
        for _ in range(kills):
            time.sleep(chance.uniform(0.05, 0.4))
            _kill_one(workers, command, variables, chance)
        while _open_jobs(connection, ids) and time.monotonic() - started < SETTLE_SECONDS:
            time.sleep(0.5)
    taken = time.monotonic() - started
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait()
    return taken


def _kill_one(
    workers: list[subprocess.Popen[bytes]], command: list[str], variables: dict[str, str], chance: random.Random
) -> None:
    """Kill a worker, which takes its children with it, or one of its children alone."""
    index = chance.randrange(len(workers))
    worker = workers[index]
    children = psutil.Process(worker.pid).children()
    if children and chance.random() < 0.5:
        os.kill(chance.choice(children).pid, signal.SIGKILL)
        return
    worker.kill()
    worker.wait()
    workers[index] = subprocess.Popen(command, env=variables, cwd=ROOT)


def _open_jobs(connection: redis.Redis, ids: list[str]) -> int:
    return sum(status not in {b"finished", b"failed"} for status in _statuses(connection, ids))


def _statuses(connection: redis.Redis, ids: list[str]) -> list[bytes | None]:
    pipeline = connection.pipeline(transaction=False)
    for job_id in ids:
        pipeline.hget(keys.job(job_id), "status")
    return list(pipeline.execute())


def _count(connection: redis.Redis, ids: list[str]) -> Toll:
    statuses = _statuses(connection, ids)
    runs = [int(count) for count in connection.hvals("chaos:runs")]
    done, dead = statuses.count(b"finished"), statuses.count(b"failed")
    return Toll(done, dead, len(ids) - done - dead, sum(runs) - len(runs))


if __name__ == "__main__":
    main()
