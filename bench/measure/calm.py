"""U2: ten minutes of `fsp up` with jobs going through and nothing wrong: the first screen is looked at every 30 s."""

import re
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import redis
from sqlalchemy import select

from bench.bounds import Line
from bench.setting import ROOT, SCALE
from fsp.core import core_app
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.item import Item
from fsp.queueing.enqueue import enqueue
from fsp.stores import db
from fsp.web.access.cookie import COOKIE
from testbed.processes import Running, start
from testbed.sign_in import first_session

SECONDS = 600.0
STARTS_WITHIN_SECONDS = 30.0
EVERY_SECONDS = 30.0
SEED = 2
PROJECT = "garden-journal"
COLOURED = re.compile(r'class="[^"]*\b(?:bad|warn|danger)\b[^"]*"[^>]*>')
VERDICT = re.compile(r'data-verdict="([^"]*)"')


def u2_calm() -> Iterator[Line]:
    """Let jobs of three types come at random, one a second, and look at the first screen."""
    with tempfile.TemporaryDirectory() as folder, _up(Path(folder)) as running:
        cookie, items = _prepare(running)
        time.sleep(STARTS_WITHIN_SECONDS)
        until = time.monotonic() + max(EVERY_SECONDS, SECONDS * SCALE)
        looks, coloured, verdicts = 0, set[str](), set[str]()
        with core_app(running.settings).app_context() as context:
            connection = context.app.extensions["fsp_redis"]
            while time.monotonic() < until:
                sent = _send(connection, items, Random(SEED + looks))
                page = _first_screen(running, cookie)
                looks += 1
                verdicts |= set(VERDICT.findall(page))
                coloured |= set(COLOURED.findall(page.split("<main", 1)[1]))
            ended = _ended(page)
            db.engine.dispose()
        minutes = looks * EVERY_SECONDS / 60
        yield Line(
            "U2",
            f"{looks} looks at a healthy `fsp up` in {minutes:.0f} min, {ended} jobs: verdicts, what is coloured",
            f"{', '.join(sorted(verdicts))}; {len(coloured)} {' '.join(sorted(coloured))}".strip(),
            "all clear; 0",
            "–",
            verdicts == {"all clear"} and not coloured and sent > 0,
        )


@contextmanager
def _up(folder: Path) -> Iterator[Running]:
    running = start(folder)
    try:
        yield running
    finally:
        running.stop()


def _prepare(running: Running) -> tuple[str, list[int]]:
    """Import the example project; return the cookie of somebody signed in, and the items."""
    running.fsp("import", str(ROOT / "examples" / "posts"), "--project", "Garden journal")
    with core_app(running.settings).app_context():
        cookie = first_session()
        items = list(db.session.scalars(select(Item.id)))
        db.session.remove()
        db.engine.dispose()
    return cookie, items


def _send(connection: redis.Redis, items: list[int], random: Random) -> int:
    """Enqueue jobs at random moments until it is time to look again; return how many."""
    until, count = time.monotonic() + EVERY_SECONDS, 0
    while (left := until - time.monotonic()) > 0:
        jobs: list[tuple[str, dict[str, Any]]] = [
            ("export-data", {"project": PROJECT}),
            ("generate-report", {"project": PROJECT}),
            ("content-generation", {"item_id": random.choice(items)}),
        ]
        job_type, arguments = random.choice(jobs)
        enqueue(connection, job_type, arguments)
        count += 1
        time.sleep(min(left, random.expovariate(1.0)))
    return count


def _first_screen(running: Running, cookie: str) -> str:
    url = f"http://127.0.0.1:{running.settings.port}/"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": f"{COOKIE}={cookie}"})) as answer:
        return str(answer.read().decode())


def _ended(page: str) -> str:
    match = re.search(r"([\d, \u202f]+) jobs in the last hour", page)
    return match[1].strip() if match else "no"
