"""The stage of a chaos run: a server, a database, a data folder, and workers that can be killed and replaced."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import redis
from flask import Flask

from bench.chaos.databases import DatabaseOf
from bench.servers import server
from fsp.core import core_app
from fsp.handlers import catalogue
from fsp.jobs.priority import QUEUE_NAMES
from fsp.models import catalogue as models  # noqa: F401  (makes their tables known)
from fsp.redis_ops import metric_keys, rq_keys
from fsp.settings import Settings
from fsp.stores import db

ROOT = Path(__file__).parents[2]
MODULES = ("bench.chaos.jobs",)
Process = subprocess.Popen[bytes]
START_SECONDS = 120
"""How long workers may take to start: many at once, on a machine that others use."""


@dataclass(frozen=True)
class Row:
    """What a scenario came to: what was done, what was measured, the bound, and whether it is met."""

    what: str
    measured: str
    bound: str
    is_met: bool


@dataclass
class Stage:
    """Everything a scenario needs; `chance` is seeded."""

    url: str
    database_url: str
    folder: Path
    app: Flask
    connection: redis.Redis
    chance: random.Random
    seed: int
    workers: list[Process] = field(default_factory=list)

    def start(self, count: int, *, threads: int = 1, **variables: str) -> None:
        """Start workers; a lease is 5 s unless `FSP_LEASE_SECONDS` says otherwise."""
        for _ in range(count):
            self.workers.append(self.worker(threads=threads, **variables))

    def worker(self, *, threads: int = 1, **variables: str) -> Process:
        """Start one worker that `stop` does not know of."""
        return self.process("-m", "fsp.cli.main", "worker", "--threads", str(threads), **variables)

    def stock_worker(self, *options: str, queues: Sequence[str] = QUEUE_NAMES, url: str = "") -> Process:
        """Start one worker of stock RQ that `stop` does not know of."""
        return self.process("-m", "rq.cli", "worker", "-q", "--url", url or self.url, *options, *queues)

    def process(self, *arguments: str, **variables: str) -> Process:
        """Start Python with FSP's variables; it is silent unless CHAOS_DEBUG is set."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": self.url,
            "DATABASE_URL": self.database_url,
            "FSP_DATA_DIR": str(self.folder),
            "FSP_JOB_MODULES": ",".join(MODULES),
            "FSP_LEASE_SECONDS": "5",
            "FSP_LOG_LEVEL": "ERROR",
            **variables,
        }
        output = None if os.environ.get("CHAOS_DEBUG") else subprocess.DEVNULL
        return subprocess.Popen([sys.executable, *arguments], env=environment, cwd=ROOT, stdout=output, stderr=output)

    def kill_one(self, again: Callable[[], Process]) -> None:
        """Kill one that works, with its children, and start another; or kill one of its children alone."""
        children = {index: psutil.Process(worker.pid).children() for index, worker in enumerate(self.workers)}
        index = self.chance.choice([index for index, family in children.items() if family] or list(children))
        if children[index] and self.chance.random() < 0.5:
            with suppress(psutil.NoSuchProcess):
                self.chance.choice(children[index]).kill()
            return
        self.workers[index].kill()
        for child in children[index]:
            # FSP's die with their worker; those of stock RQ would live on, and the criterion kills both.
            with suppress(psutil.NoSuchProcess):
                child.kill()
        self.workers[index].wait()
        self.workers[index] = again()

    def stop(self) -> None:
        """Kill what still runs."""
        for worker in self.workers:
            children = psutil.Process(worker.pid).children(recursive=True) if worker.poll() is None else []
            worker.kill()
            for child in children:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            worker.wait()
        self.workers.clear()

    def statuses(self, ids: Sequence[str]) -> list[str]:
        """Return what has become of each job; nothing for one that is not there."""
        pipeline = self.connection.pipeline(transaction=False)
        for job_id in ids:
            pipeline.hget(rq_keys.job(job_id), "status")
        return [(status or b"").decode() for status in pipeline.execute()]

    def counter(self, name: str) -> int:
        """Return one of FSP's counters."""
        return int(self.connection.hget(metric_keys.COUNTERS, name) or 0)

    def number(self, key: str) -> int:
        """Return a number a job counts in Redis."""
        return int(self.connection.get(key) or 0)

    def settle(self, ids: Sequence[str], *, seconds: float) -> tuple[float, int]:
        """Wait until every job has ended; return after how many seconds, and how many have not."""
        return wait_until(lambda: not self._open(ids), seconds), self._open(ids)

    def _open(self, ids: Sequence[str]) -> int:
        return sum(status not in {"finished", "failed"} for status in self.statuses(ids))


def wait_until(is_so: Callable[[], bool], seconds: float) -> float:
    """Wait until something is so, or the time is over; return how long it took."""
    started = time.monotonic()
    while not is_so() and time.monotonic() - started < seconds:
        time.sleep(0.05)
    return time.monotonic() - started


@contextmanager
def stage(binary: str, database: DatabaseOf, seed: int) -> Iterator[Stage]:
    """Set up a server, an empty database and an application; take everything down at the end."""
    with server(binary) as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database_url = database(folder)
        settings = Settings().model_copy(
            update={"data_dir": folder, "redis_url": url, "database_url": database_url, "job_modules": MODULES}
        )
        catalogue.load(settings)
        app = core_app(settings)
        with app.app_context():
            db.create_all()
            ready = Stage(url, database_url, folder, app, app.extensions["fsp_redis"], random.Random(seed), seed)
            try:
                yield ready
            finally:
                ready.stop()
                db.session.remove()
                db.engine.dispose()
