"""Schedulers that come and go: R7, R8."""

import os
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from bench.chaos.extent import extent
from bench.chaos.stage import START_SECONDS, Process, Row, Stage, wait_until
from fsp.clock import utc_now
from fsp.core import core_app
from fsp.handlers import catalogue
from fsp.models.job_request import JobRequest
from fsp.scheduler.process import FspScheduler
from fsp.scheduler.tick import tick
from fsp.schedules.schedule import Missed, Overlap, Schedule, all_schedules
from fsp.settings import from_environment
from fsp.stores import db

START = datetime(2026, 3, 1, tzinfo=UTC)
EVERY_MINUTE = Schedule(
    name="every-minute",
    job_type="chaos-note",
    cron="* * * * *",
    arguments={"number": 1},
    overlap=Overlap.ALLOW,
    missed=Missed.ALL,
    window_seconds=86_400,
    most=2000,
)
HOURS = extent(12, 24)
MINUTES = HOURS * 60
STILL_SECONDS = 20
LATEST_SECONDS = 5


def many_schedulers(stage: Stage) -> Row:
    """Run two, then five schedulers through simulated hours, killing one each simulated hour."""
    days = {count: _day(stage, count) for count in (2, 5)}
    measured = "; ".join(
        f"{count} schedulers: {rows} ticks, {distinct} distinct" for count, (rows, distinct) in days.items()
    )
    is_met = all(rows == (MINUTES, MINUTES) for rows in days.values())
    return Row(f"2, then 5 schedulers, {HOURS} h, {HOURS} kills each", measured, f"{MINUTES}, each once", is_met)


def _day(stage: Stage, count: int) -> tuple[int, int]:
    db.session.execute(delete(JobRequest))
    db.session.commit()
    stage.connection.flushall()
    stage.connection.set("sim:minute", 0)
    stage.workers += [_ticker(stage) for _ in range(count)]
    # A simulated day has no time for a process to start: the clock waits for the first of them.
    wait_until(lambda: bool(_ticks()), START_SECONDS)
    for minute in range(MINUTES):
        stage.connection.set("sim:minute", minute)
        time.sleep(0.02)
        if minute % 60 == 59:
            index = stage.chance.randrange(count)
            stage.workers[index].kill()
            stage.workers[index].wait()
            stage.workers[index] = _ticker(stage)
    _catch_up()
    stage.stop()
    rows = db.session.execute(select(func.count(), func.count(JobRequest.due_at.distinct()))).one()
    db.session.commit()
    return rows[0], rows[1]


def _catch_up() -> None:
    """Wait while ticks are still made up for: a simulated day is short, and a busy machine may be far behind it."""
    ticks_before = -1
    while ticks_before < (ticks := _ticks()) < MINUTES:
        ticks_before = ticks
        wait_until(lambda: _ticks() >= MINUTES, STILL_SECONDS)
    # One made twice would be there now.
    time.sleep(2)


def _ticks(schedule: Schedule = EVERY_MINUTE) -> int:
    db.session.expire_all()
    ticks = db.session.scalar(select(func.count(JobRequest.job_id)).where(JobRequest.schedule == schedule.name))
    db.session.commit()
    return ticks or 0


def scheduler_down(stage: Stage) -> Row:
    """Leave a schedule alone for ten minutes under each policy; then let a real scheduler come back to one of FSP's."""
    ran = {}
    for missed in Missed:
        schedule = Schedule(
            f"down-{missed}", "chaos-note", "* * * * *", arguments={"number": 1}, overlap=Overlap.ALLOW, missed=missed
        )
        tick(stage.connection, schedule, START)
        ran[missed.value] = len(tick(stage.connection, schedule, START + timedelta(minutes=10, seconds=2)))
    counts = ", ".join(f"{name} {count}" for name, count in ran.items())
    expected = "skip 1, latest 1, all 10"
    late_seconds = _late_seconds(stage)
    return Row(
        "10 min without a scheduler; its ticks then, and how late the first is once it is back",
        f"{counts}; {late_seconds:.1f} s",
        f"{expected}; 5 s",
        counts == expected and late_seconds <= LATEST_SECONDS,
    )


def _late_seconds(stage: Stage) -> float:
    """Return how long after it has the lock a scheduler, away for ten minutes, has made its first tick."""
    schedule = next(each for each in all_schedules() if each.cron == "* * * * *" and each.missed == Missed.LATEST)
    tick(stage.connection, schedule, utc_now() - timedelta(minutes=10))
    before = _ticks(schedule)
    stage.workers.append(stage.process("-m", "fsp.cli.main", "scheduler"))
    wait_until(lambda: bool(stage.connection.exists(FspScheduler.scheduler_lock_key)), START_SECONDS)
    return wait_until(lambda: _ticks(schedule) > before, STILL_SECONDS)


def _ticker(stage: Stage) -> Process:
    return stage.process("-c", "from bench.chaos.ticks import tick_along; tick_along()")


def tick_along() -> None:
    """Tick at the simulated time until killed, as the scheduler does, which outlives a database that is locked."""
    settings = from_environment(os.environ)
    catalogue.load(settings)
    app = core_app(settings)
    connection = app.extensions["fsp_redis"]
    scheduler = FspScheduler(connection, app)
    while True:
        scheduler.try_schedule(EVERY_MINUTE, START + timedelta(minutes=int(connection.get("sim:minute")), seconds=1))
        time.sleep(0.005)
