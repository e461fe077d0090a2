"""How fast two worker processes drain a queue: FSP and stock RQ side by side, on a Valkey that appends to its file.

Run it as `make bench`. All of RQ's bookkeeping is on for both: results stored, registries, heartbeats.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redis
from rq import Queue

from bench.servers import server
from fsp.extensions import core_app
from fsp.handlers import catalogue
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings

ROOT = Path(__file__).parents[1]
PROCESSES = 2
QUEUES = ["high", "medium", "low"]


def main() -> None:
    """Measure every variant and print the table with the ratios to stock RQ."""
    noop = {
        "rq Worker": rq_rate("rq.Worker", "noop", jobs=600),
        "rq SimpleWorker": rq_rate("rq.SimpleWorker", "noop", jobs=3000),
        "fsp, one thread": fsp_rate("bench-noop", jobs=20_000, threads=1),
        "fsp, 8 threads": fsp_rate("bench-noop", jobs=20_000, threads=8),
    }
    waiting = {
        "rq Worker": rq_rate("rq.Worker", "wait_for_something", jobs=400),
        "rq SimpleWorker": rq_rate("rq.SimpleWorker", "wait_for_something", jobs=1000),
        "fsp, one thread": fsp_rate("bench-io", jobs=2000, threads=1),
        "fsp, 8 threads": fsp_rate("bench-io", jobs=8000, threads=8),
    }
    for title, rates in (("no-op jobs", noop), ("jobs that wait 10 ms", waiting)):
        print(f"\n{title}, {PROCESSES} processes\n{'':24}{'jobs/s':>10}{'x rq Worker':>14}{'x SimpleWorker':>16}")
        for name, rate in rates.items():
            print(f"{name:24}{rate:>10.0f}{rate / rates['rq Worker']:>14.1f}{rate / rates['rq SimpleWorker']:>16.1f}")


def rq_rate(worker: str, function: str, *, jobs: int) -> float:
    """Return jobs per second of stock RQ."""
    with server() as url, redis.Redis.from_url(url) as connection:
        queue = Queue("medium", connection=connection)
        queue.enqueue_many([Queue.prepare_data(f"bench.rq_jobs.{function}") for _ in range(jobs)])
        command = [sys.executable, "-m", "rq.cli", "worker", "-q", "-b", "--url", url, "-w", worker, *QUEUES]
        return measured([command] * PROCESSES, {**os.environ, "PYTHONPATH": str(ROOT)}, jobs, url)


def fsp_rate(job_type: str, *, jobs: int, threads: int) -> float:
    """Return jobs per second of FSP's worker with one child for each process."""
    with server() as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), redis_url=url, job_modules=("bench.jobs",))
        catalogue.load(settings)
        app = core_app(settings)
        with app.app_context():
            for _ in range(jobs):
                enqueue(app.extensions["fsp_redis"], job_type, {})
        variables = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": url,
            "FSP_DATA_DIR": folder,
            "FSP_JOB_MODULES": "bench.jobs",
            "FSP_LOG_LEVEL": "WARNING",
        }
        command = [sys.executable, "-m", "fsp.cli.main", "worker", "--burst", "--threads", str(threads)]
        return measured([command] * PROCESSES, variables, jobs, url)


def measured(commands: list[list[str]], variables: dict[str, str], jobs: int, url: str) -> float:
    """Run the commands to their end; return jobs per second without the time they take to start."""
    started = time.monotonic()
    running = [subprocess.Popen(command, env=variables, cwd=ROOT) for command in commands]
    first = _first_job(running, url, jobs)
    for process in running:
        process.wait()
    return jobs / (time.monotonic() - (first or started))


def _first_job(running: list[subprocess.Popen[bytes]], url: str, jobs: int) -> float | None:
    with redis.Redis.from_url(url) as connection:
        while any(process.poll() is None for process in running):
            if connection.llen("rq:queue:medium") < jobs:
                return time.monotonic()
            time.sleep(0.002)
    return None


if __name__ == "__main__":
    main()
