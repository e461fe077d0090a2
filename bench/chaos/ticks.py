"""Schedulers that come and go: R7, R8."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bench.chaos.stage import ROOT, Row, Stage, wait_until
from fsp.extensions import core_app, db
from fsp.handlers import catalogue
from fsp.jobs.schedule import Missed, Overlap, Schedule
from fsp.models.job_request import JobRequest, RequestState
from fsp.periodic.tick import tick
from fsp.settings import from_environment

START = datetime(2026, 3, 1, tzinfo=UTC)
EVERY_MINUTE = Schedule(
    *("every-minute", "chaos-note", "* * * * *"),
    **{
        "arguments": {"number": 1},
        "overlap": Overlap.ALLOW,
        "missed": Missed.ALL,
        "window_seconds": 86_400,
        "most": 2000,
    },
)
SCHEDULERS = 5
MINUTES = 24 * 60


def r7_five_schedulers(stage: Stage) -> Row:
    """Run five schedulers through a simulated day, killing one each simulated hour."""
    stage.connection.set("sim:minute", 0)
    stage.workers += [_ticker(stage) for _ in range(SCHEDULERS)]
    # A simulated day has no time for a process to start: the clock waits for the first of them.
    wait_until(lambda: bool(_ticks()), 30)
    for minute in range(MINUTES + 1):
        stage.connection.set("sim:minute", minute)
        time.sleep(0.02)
        if minute % 60 == 59:
            index = stage.chance.randrange(SCHEDULERS)
            stage.workers[index].kill()
            stage.workers[index].wait()
            stage.workers[index] = _ticker(stage)
    time.sleep(2)
    db.session.expire_all()
    rows = db.session.execute(select(func.count(), func.count(JobRequest.due_at.distinct()))).one()
    states = set(db.session.scalars(select(JobRequest.state).distinct()))
    is_met = tuple(rows) == (MINUTES + 1, MINUTES + 1) and states == {RequestState.QUEUED}
    measured = f"{rows[0]} ticks, {rows[1]} different ones of {MINUTES + 1}"
    return Row("R7", "5 schedulers, 24 h, 24 kills", measured, "each once", is_met)


def _ticks() -> int:
    db.session.expire_all()
    found = db.session.scalar(select(func.count(JobRequest.job_id)))
    db.session.commit()
    return found or 0


def r8_scheduler_down(stage: Stage) -> Row:
    """Leave a schedule alone for ten minutes under each policy."""
    ran = {}
    for missed in Missed:
        schedule = Schedule(
            f"down-{missed}", "chaos-note", "* * * * *", arguments={"number": 1}, overlap=Overlap.ALLOW, missed=missed
        )
        tick(stage.connection, schedule, START)
        ran[missed.value] = len(tick(stage.connection, schedule, START + timedelta(minutes=10, seconds=2)))
    return Row(
        "R8", "10 min without a scheduler", f"{ran}", "skip 1, latest 1, all 10", list(ran.values()) == [1, 1, 10]
    )


def _ticker(stage: Stage) -> subprocess.Popen[bytes]:
    code = "from bench.chaos.ticks import tick_along; tick_along()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "REDIS_URL": stage.url, "FSP_DATA_DIR": str(stage.folder)}
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=ROOT)


def tick_along() -> None:
    """Tick at the simulated time until killed."""
    settings = from_environment({**os.environ, "FSP_JOB_MODULES": "bench.jobs"})
    catalogue.load(settings)
    app = core_app(settings)
    with app.app_context():
        connection = app.extensions["fsp_redis"]
        while True:
            tick(connection, EVERY_MINUTE, START + timedelta(minutes=int(connection.get("sim:minute")), seconds=1))
            time.sleep(0.005)
