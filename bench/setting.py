"""A server, FSP's application over it, and worker processes: what every measurement starts from."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from flask import Flask

from bench.servers import server
from fsp.core import core_app
from fsp.handlers import catalogue
from fsp.settings import Settings
from fsp.stores import db

ROOT = Path(__file__).parents[1]
MODULES = ("bench.jobs",)
SCALE = float(os.environ.get("SCALE", "1"))


@dataclass(frozen=True)
class Setting:
    """A server's URL, a connection to it, FSP over it, and the variables its processes need."""

    url: str
    connection: redis.Redis
    app: Flask
    settings: Settings
    variables: dict[str, str]

    def worker(self, *options: str, **variables: str) -> subprocess.Popen[bytes]:
        """Start a worker of FSP's."""
        command = [sys.executable, "-m", "fsp.cli.main", "worker", *options]
        return subprocess.Popen(command, env=self.variables | variables, cwd=ROOT)

    def rq_worker(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker of RQ's own."""
        command = [sys.executable, "-m", "rq.cli", "worker", "-q", "--url", self.url, "-w", kind, *options]
        # It prints the traceback of every job that fails, as some are meant to.
        return subprocess.Popen(
            [*command, "high", "medium", "low"], env=self.variables, cwd=ROOT, stderr=subprocess.DEVNULL
        )


def scaled(count: int) -> int:
    """Return how many, made smaller by SCALE."""
    return max(1, int(count * SCALE))


@contextmanager
def open_setting(database_url: str | None = None) -> Iterator[Setting]:
    """Set everything up, and take it down; the database is an empty SQLite unless one is given."""
    with server() as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), redis_url=url, database_url=database_url, job_modules=MODULES)
        catalogue.load(settings)
        app = core_app(settings)
        variables = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": url,
            "FSP_DATA_DIR": folder,
            "FSP_JOB_MODULES": ",".join(MODULES),
            "FSP_LOG_LEVEL": "ERROR",
        }
        if database_url:
            variables["DATABASE_URL"] = database_url
        with app.app_context():
            db.create_all()
            yield Setting(url, app.extensions["fsp_redis"], app, settings, variables)
            db.session.remove()
            db.engine.dispose()
