"""Holds everything with an effect outside FSP: schedules, jobs and notifications. A restored copy starts this way.

The hold is a file in the data folder, so it survives restarts and a wiped Redis. What it pauses appears on the pages of
schedules and job types like any other pause.
"""

from datetime import datetime

import redis

from fsp import paths
from fsp.errors import Conflict
from fsp.gates.controls import pause_type, resume_type
from fsp.gates.gate import read_gates
from fsp.gates.pauses import Pause
from fsp.jobs.registry import all_job_types
from fsp.schedules.pauses import pause_schedule, read_schedule_pauses, resume_schedule
from fsp.schedules.schedule import all_schedules
from fsp.settings import Settings

BY = "fsp up --paused"
REASON = "held until fsp release"


def is_held(settings: Settings) -> bool:
    """Return whether outgoing work is held."""
    return paths.hold_file(settings).exists()


def begin_hold(settings: Settings) -> None:
    """Begin the hold: jobs and schedules from the next start, notifications immediately."""
    paths.hold_file(settings).write_text(f"{REASON}\n", encoding="utf-8")


def hold(connection: redis.Redis, settings: Settings, now: datetime) -> None:
    """Pause every schedule, every job type with effects outside FSP, and notifications; safe to repeat.

    Existing pauses stay unchanged.
    """
    begin_hold(settings)
    pause = Pause(BY, REASON, now)
    paused = {gate.job_type for gate in read_gates(connection, now) if gate.pause is not None}
    for job_type in all_job_types():
        if not job_type.stays_inside and job_type.name not in paused:
            pause_type(connection, job_type.name, pause)
    held = read_schedule_pauses(now)
    for schedule in all_schedules():
        if schedule.name not in held:
            pause_schedule(schedule.name, pause)


def release(connection: redis.Redis, settings: Settings, now: datetime) -> None:
    """Resume what the hold has paused; raise Conflict if nothing is held."""
    if not is_held(settings):
        raise Conflict("Nothing is held: fsp up was not started with --paused, or it was released already.")
    for name, pause in read_schedule_pauses(now).items():
        if pause.by == BY and name in {schedule.name for schedule in all_schedules()}:
            resume_schedule(name, now)
    for gate in read_gates(connection, now):
        if gate.pause is not None and gate.pause.by == BY:
            resume_type(connection, gate.job_type)
    paths.hold_file(settings).unlink(missing_ok=True)
