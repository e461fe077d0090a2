"""The stage of a chaos run: a server, a data folder, and workers that can be killed and replaced."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import redis
from flask import Flask

from bench.servers import server
from fsp.extensions import core_app, db
from fsp.handlers import catalogue
from fsp.redis_ops import keys
from fsp.settings import Settings

ROOT = Path(__file__).parents[2]
MODULES = ("bench.jobs",)


@dataclass(frozen=True)
class Row:
    """One line of the table: a criterion, what was measured, its bound, and stock RQ's figure if it was run too."""

    criterion: str
    what: str
    measured: str
    bound: str
    is_met: bool
    stock_rq: str = ""


@dataclass
class Stage:
    """Everything a scenario needs; `chance` is seeded."""

    url: str
    folder: Path
    app: Flask
    connection: redis.Redis
    chance: random.Random
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, count: int, *, threads: int = 1, **variables: str) -> None:
        """Start workers; a lease is 5 s unless `FSP_LEASE_SECONDS` says otherwise."""
        for _ in range(count):
            self.workers.append(self.worker(threads=threads, **variables))

    def worker(self, *, threads: int = 1, **variables: str) -> subprocess.Popen[bytes]:
        """Start one worker that `stop` does not know of."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": self.url,
            "FSP_DATA_DIR": str(self.folder),
            "FSP_JOB_MODULES": ",".join(MODULES),
            "FSP_LEASE_SECONDS": "5",
            "FSP_LOG_LEVEL": "ERROR",
            **variables,
        }
        command = [sys.executable, "-m", "fsp.cli.main", "worker", "--threads", str(threads)]
        return subprocess.Popen(
            command, env=environment, cwd=ROOT, stderr=None if os.environ.get("CHAOS_DEBUG") else subprocess.DEVNULL
        )

    def kill_one(self, again: Callable[[], subprocess.Popen[bytes]]) -> None:
        """Kill a worker, which takes its children with it, and start another; or kill one of its children alone."""
        index = self.chance.randrange(len(self.workers))
        worker = self.workers[index]
        children = psutil.Process(worker.pid).children()
        if children and self.chance.random() < 0.5:
            os.kill(self.chance.choice(children).pid, signal.SIGKILL)
            return
        worker.kill()
        worker.wait()
        self.workers[index] = again()

    def stop(self) -> None:
        """Kill what still runs."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers.clear()

    def statuses(self, ids: list[str]) -> list[str]:
        """Return what has become of each job; nothing for one that is not there."""
        pipeline = self.connection.pipeline(transaction=False)
        for job_id in ids:
            pipeline.hget(keys.job(job_id), "status")
        return [(found or b"").decode() for found in pipeline.execute()]

    def settle(self, ids: list[str], *, seconds: float) -> tuple[float, int]:
        """Wait until every job has ended; return after how many seconds, and how many have not."""
        return wait_until(lambda: not self._open(ids), seconds), self._open(ids)

    def _open(self, ids: list[str]) -> int:
        return sum(status not in {"finished", "failed"} for status in self.statuses(ids))


def wait_until(is_so: Callable[[], bool], seconds: float) -> float:
    """Wait until something is so, or the time is over; return how long it took."""
    started = time.monotonic()
    while not is_so() and time.monotonic() - started < seconds:
        time.sleep(0.05)
    return time.monotonic() - started


@contextmanager
def stage(binary: str, seed: int) -> Iterator[Stage]:
    """Set up a server, an empty SQLite and an application; take everything down at the end."""
    with server(binary) as url, tempfile.TemporaryDirectory() as name:
        settings = replace(Settings(), data_dir=Path(name), redis_url=url, job_modules=MODULES)
        catalogue.load(settings)
        app = core_app(settings)
        with app.app_context():
            db.create_all()
            found = Stage(url, Path(name), app, app.extensions["fsp_redis"], random.Random(seed))
            try:
                yield found
            finally:
                found.stop()
                db.session.remove()
                db.engine.dispose()
