"""A running FSP to break: Valkey, SQLite, the web server, a worker and a scheduler, each a process of its own."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.chaos.databases import sqlite
from bench.chaos.stage import Process, Stage, stage, wait_until
from bench.faults import jobs  # noqa: F401  (makes their job types known)
from bench.faults.overview import Overview
from bench.servers import binaries
from fsp.clock import utc_now
from fsp.conditions.facts.work import SchedulerFacts
from fsp.conditions.work import read_work
from testbed.processes import free_port
from testbed.sign_in import first_session

START_SECONDS = 90
MODULES = "bench.faults.jobs"


@dataclass
class Running:
    """The parts of it; `variables` are the settings that all of them share."""

    stage: Stage
    overview: Overview
    variables: dict[str, str]
    worker: Process
    scheduler: Process
    held: list[object] = field(default_factory=list)
    """What a fault holds until the end, such as a lock."""

    def fsp(self, *arguments: str) -> int:
        """Run a command of FSP beside it; return its exit code."""
        return self.stage.process("-m", "fsp.cli.main", *arguments, **self.variables).wait()

    @property
    def valkey(self) -> psutil.Process:
        """Return the process of the Redis server."""
        children = psutil.Process().children()
        return next(child for child in children if "valkey-server" in " ".join(child.cmdline()))


@contextmanager
def running(web_variables: dict[str, str], **variables: str) -> Iterator[Running]:
    """Start everything and wait until it works; kill all of it at the end."""
    shared = {"FSP_JOB_MODULES": MODULES, "FSP_WEB_PROCESSES": "1", "FSP_LEASE_SECONDS": "30", **variables}
    with stage(next(iter(binaries().values())), sqlite, seed=1) as theatre:
        cookie, port = first_session(), free_port()
        overview = Overview(f"http://127.0.0.1:{port}", cookie)
        run = theatre.process
        processes = [
            run("-m", "fsp.cli.main", "web", **(shared | {"FSP_PORT": str(port)} | web_variables)),
            run("-m", "fsp.cli.main", "worker", **shared),
            run("-m", "fsp.cli.main", "scheduler", **shared),
        ]
        fsp = Running(theatre, overview, shared, worker=processes[1], scheduler=processes[2])
        try:
            wait_until(lambda: overview.responds() and _works(theatre), START_SECONDS)
            # Once the session is known in Redis, the overview can be read without the database.
            overview.read()
            yield fsp
        finally:
            for process in processes:
                _kill(process)


def _works(theatre: Stage) -> bool:
    work = read_work(theatre.connection, utc_now())
    return work.has_workers and work.scheduler != SchedulerFacts(None, None)


def _kill(process: Process) -> None:
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.kill()
    for child in family:
        if child.is_running():
            child.kill()
    process.wait()


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a file system of this size and let everything be stored on it; it needs root."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", name], check=True)
        before, tempfile.tempdir = tempfile.tempdir, name
        try:
            yield Path(name)
        finally:
            tempfile.tempdir = before
            subprocess.run(["umount", "--lazy", name], check=True)
